using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>Text between actions.</summary>
internal sealed class TextNode(int position, string text) : Node(position)
{
    public string Text { get; } = text;

    public override void WriteTo(StringBuilder output) => output.Append(Text);
}
