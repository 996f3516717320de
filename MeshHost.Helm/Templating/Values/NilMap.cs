namespace MeshHost.Helm.Templating.Values;

/// <summary>Go's nil map of texts: an empty map that JSON and YAML show as null, told from an empty one by reference.</summary>
internal static class NilMap
{
    public static Dictionary<string, string> OfTexts { get; } = new(0, StringComparer.Ordinal);
}
