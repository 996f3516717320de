using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>A string constant with its quoted form.</summary>
internal sealed class StringNode(int position, string quoted, string text) : Node(position)
{
    public string Text { get; } = text;

    public override void WriteTo(StringBuilder output) => output.Append(quoted);
}
