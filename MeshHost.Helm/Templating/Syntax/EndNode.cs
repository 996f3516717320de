using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>The end of a body; only the parser sees it.</summary>
internal sealed class EndNode(int position) : Node(position)
{
    public override void WriteTo(StringBuilder output) => output.Append("{{end}}");
}
