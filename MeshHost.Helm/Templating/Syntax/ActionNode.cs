using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>An action that prints a pipeline, or declares or assigns variables with it.</summary>
internal sealed class ActionNode(int position, PipeNode pipe) : Node(position)
{
    public PipeNode Pipe { get; } = pipe;

    public override void WriteTo(StringBuilder output) => Pipe.WriteTo(output.Append("{{"), "}}");
}
