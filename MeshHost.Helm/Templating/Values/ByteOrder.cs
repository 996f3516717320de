namespace MeshHost.Helm.Templating.Values;

/// <summary>Orders strings by their bytes, as Go does.</summary>
internal sealed class ByteOrder : IComparer<string>
{
    private ByteOrder()
    {
    }

    public static ByteOrder Instance { get; } = new();

    public int Compare(string? x, string? y) => ByteString.Compare(x ?? "", y ?? "");
}
