namespace MeshHost.Helm.Templating.Values;

/// <summary>Go's nil slice: an empty list that JSON and YAML show as null.</summary>
internal sealed class NilList : List<object?>
{
    public NilList()
        : base(0)
    {
    }

    /// <summary>The nil slice of strings, told from an empty one by reference.</summary>
    public static string[] OfStrings { get; } = (string[])Array.CreateInstanceFromArrayType(typeof(string[]), 0);
}
