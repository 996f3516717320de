using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary><c>break</c>.</summary>
internal sealed class BreakNode(int position) : Node(position)
{
    public override void WriteTo(StringBuilder output) => output.Append("{{break}}");
}
