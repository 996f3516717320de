using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>Fields of what a parenthesised pipeline or a function gives: <c>(index .a 0).b</c>.</summary>
internal sealed class ChainNode(int position, Node operand, string[] fields) : Node(position)
{
    public Node Operand { get; } = operand;

    public string[] Fields { get; } = fields;

    public override void WriteTo(StringBuilder output)
    {
        if (Operand is PipeNode pipe)
        {
            pipe.WriteTo(output.Append('('), ")");
        }
        else
        {
            Operand.WriteTo(output);
        }

        foreach (var field in Fields)
        {
            output.Append('.').Append(field);
        }
    }
}
