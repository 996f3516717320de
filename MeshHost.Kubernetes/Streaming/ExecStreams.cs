namespace MeshHost.Kubernetes;

/// <summary>What a command in a container reads and writes. The streams are the caller's: nothing here closes them.</summary>
/// <param name="Input">What it reads to the end, or <see langword="null"/> when it has no input.</param>
/// <param name="Output">Where its standard output goes, piece by piece as it comes.</param>
/// <param name="Error">Where its standard error goes.</param>
public sealed record ExecStreams(Stream? Input, Stream Output, Stream Error);
