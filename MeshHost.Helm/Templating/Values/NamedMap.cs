namespace MeshHost.Helm.Templating.Values;

/// <summary>
/// A map whose Go type has a name. The entries are a plain map: a function that takes a map works on that one, as Go's conversion does,
/// so that changes are seen through either.
/// </summary>
internal class NamedMap(string typeName, Dictionary<string, object?> entries) : TemplateObject
{
    public Dictionary<string, object?> Entries => entries;

    public override string TypeName => typeName;

    public override IReadOnlyDictionary<string, object?> AsMap => entries;

    /// <summary>The plain map of a value that is one, by a name or not; null when it is none.</summary>
    public static Dictionary<string, object?>? EntriesOf(object? value) =>
        value as Dictionary<string, object?> ?? (value as NamedMap)?.Entries;

    /// <summary>A map of the same type with other entries.</summary>
    public virtual NamedMap With(Dictionary<string, object?> other) => new(typeName, other);
}
