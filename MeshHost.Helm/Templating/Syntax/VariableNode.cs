using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>A variable, possibly with fields: <c>$x.a.b</c>. Its place in the frame is known when the template is parsed.</summary>
internal sealed class VariableNode(int position, string name, int slot, string[] fields) : Node(position)
{
    public string Name { get; } = name;

    public int Slot { get; } = slot;

    public string[] Fields { get; } = fields;

    public override void WriteTo(StringBuilder output)
    {
        output.Append(Name);
        foreach (var field in Fields)
        {
            output.Append('.').Append(field);
        }
    }
}
