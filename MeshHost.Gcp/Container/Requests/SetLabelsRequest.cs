namespace MeshHost.Gcp.Container;

/// <summary>Body of clusters.setResourceLabels.</summary>
internal sealed record SetLabelsRequest(IReadOnlyDictionary<string, string> ResourceLabels, string? LabelFingerprint);
