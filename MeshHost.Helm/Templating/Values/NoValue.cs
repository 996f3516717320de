namespace MeshHost.Helm.Templating.Values;

/// <summary>
/// The absence of a value, as opposed to a value that is nil: what a pipeline gives whose result is nil. Taking a field
/// of it is no error, taking a field of nil is one.
/// </summary>
internal sealed class NoValue
{
    private NoValue()
    {
    }

    public static NoValue Instance { get; } = new();

    /// <summary>What it prints as; Helm removes this text from what it renders.</summary>
    public const string Text = "<no value>";

    public override string ToString() => Text;
}
