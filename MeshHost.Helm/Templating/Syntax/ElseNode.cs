using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>The start of an alternative; only the parser sees it.</summary>
internal sealed class ElseNode(int position) : Node(position)
{
    public override void WriteTo(StringBuilder output) => output.Append("{{else}}");
}
