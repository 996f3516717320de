using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>The cursor, <c>.</c>.</summary>
internal sealed class DotNode(int position) : Node(position)
{
    public override void WriteTo(StringBuilder output) => output.Append('.');
}
