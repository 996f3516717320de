using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>The name of a function, bound to it when the template is parsed.</summary>
internal sealed class IdentifierNode(int position, TemplateFunction function) : Node(position)
{
    public TemplateFunction Function { get; } = function;

    public override void WriteTo(StringBuilder output) => output.Append(Function.Name);
}
