using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>A boolean constant.</summary>
internal sealed class BoolNode(int position, bool value) : Node(position)
{
    public bool Value { get; } = value;

    /// <summary>The constant as a value, boxed once.</summary>
    public object Boxed { get; } = value;

    public override void WriteTo(StringBuilder output) => output.Append(Value ? "true" : "false");
}
