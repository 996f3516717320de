namespace MeshHost.Emulator.ChartRepository;

/// <summary>A packaged chart as the repository serves it.</summary>
/// <param name="Name">The chart's name.</param>
/// <param name="Version">The chart's version.</param>
/// <param name="Metadata">The fields of its <c>Chart.yaml</c>.</param>
/// <param name="Content">The <c>.tgz</c> archive.</param>
/// <param name="Digest">The SHA-256 digest of <paramref name="Content"/> in lower-case hexadecimal.</param>
internal sealed record ChartArchive(
    string Name, string Version, IReadOnlyDictionary<object, object?> Metadata, byte[] Content, string Digest)
{
    public string FileName => $"{Name}-{Version}.tgz";
}
