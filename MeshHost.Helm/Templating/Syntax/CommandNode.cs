using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>A command: an operand or a function with its arguments.</summary>
internal sealed class CommandNode(int position, Node[] arguments) : Node(position)
{
    public Node[] Arguments { get; } = arguments;

    public override void WriteTo(StringBuilder output)
    {
        for (var i = 0; i < Arguments.Length; i++)
        {
            output.Append(i > 0 ? " " : "");
            if (Arguments[i] is PipeNode pipe)
            {
                pipe.WriteTo(output.Append('('), ")");
            }
            else
            {
                Arguments[i].WriteTo(output);
            }
        }
    }
}
