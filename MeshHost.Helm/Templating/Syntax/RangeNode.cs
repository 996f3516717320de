using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary><c>range</c> with its body and what runs when there is nothing to iterate.</summary>
internal sealed class RangeNode(int position, PipeNode pipe, ListNode list, ListNode? otherwise)
    : BranchNode(position, pipe, list, otherwise)
{
    public override void WriteTo(StringBuilder output) => WriteTo(output, "range");
}
