namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>The dotted paths that the scale subresource reads and writes.</summary>
internal sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? LabelSelector);
