using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>The constant <c>nil</c>.</summary>
internal sealed class NilNode(int position) : Node(position)
{
    public override void WriteTo(StringBuilder output) => output.Append("nil");
}
