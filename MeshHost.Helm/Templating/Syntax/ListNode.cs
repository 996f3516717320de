using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>A sequence of text and actions.</summary>
internal sealed class ListNode(int position, Node[] nodes) : Node(position)
{
    public Node[] Nodes { get; } = nodes;

    public override void WriteTo(StringBuilder output)
    {
        foreach (var node in Nodes)
        {
            node.WriteTo(output);
        }
    }

    /// <summary>Whether a definition with this body counts as not given: nothing but white space.</summary>
    public bool IsEmpty
    {
        get
        {
            foreach (var node in Nodes)
            {
                if (node is not TextNode text || !text.Text.AsSpan().IsWhiteSpace())
                {
                    return false;
                }
            }

            return true;
        }
    }
}
