using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary><c>with</c> with its branches.</summary>
internal sealed class WithNode(int position, PipeNode pipe, ListNode list, ListNode? otherwise)
    : BranchNode(position, pipe, list, otherwise)
{
    public override void WriteTo(StringBuilder output) => WriteTo(output, "with");
}
