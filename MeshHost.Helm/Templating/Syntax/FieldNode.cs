using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>Fields of dot: <c>.a.b.c</c>.</summary>
internal sealed class FieldNode(int position, string[] names) : Node(position)
{
    public string[] Names { get; } = names;

    public override void WriteTo(StringBuilder output)
    {
        foreach (var name in Names)
        {
            output.Append('.').Append(name);
        }
    }
}
