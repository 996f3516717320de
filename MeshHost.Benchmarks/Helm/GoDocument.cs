namespace MeshHost.Benchmarks.Helm;

/// <summary>A rendered document and the template it came from.</summary>
internal sealed record GoDocument(string Path, string Text);
