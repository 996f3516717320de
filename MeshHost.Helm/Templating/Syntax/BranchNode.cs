using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>What if, with and range have in common.</summary>
internal abstract class BranchNode(int position, PipeNode pipe, ListNode list, ListNode? otherwise) : Node(position)
{
    public PipeNode Pipe { get; } = pipe;

    public ListNode List { get; } = list;

    public ListNode? Otherwise { get; } = otherwise;

    protected void WriteTo(StringBuilder output, string keyword)
    {
        Pipe.WriteTo(output.Append("{{").Append(keyword).Append(' '), "}}");
        List.WriteTo(output);
        if (Otherwise is not null)
        {
            Otherwise.WriteTo(output.Append("{{else}}"));
        }

        output.Append("{{end}}");
    }
}
