using System.Text;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>A call of a named template.</summary>
internal sealed class TemplateNode(int position, string name, PipeNode? pipe) : Node(position)
{
    public string Name { get; } = name;

    public PipeNode? Pipe { get; } = pipe;

    public override void WriteTo(StringBuilder output)
    {
        output.Append("{{template ").Append(GoQuote.Quote(Name));
        if (Pipe is not null)
        {
            Pipe.WriteTo(output.Append(' '));
        }

        output.Append("}}");
    }
}
