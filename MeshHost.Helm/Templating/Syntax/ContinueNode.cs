using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary><c>continue</c>.</summary>
internal sealed class ContinueNode(int position) : Node(position)
{
    public override void WriteTo(StringBuilder output) => output.Append("{{continue}}");
}
