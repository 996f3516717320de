namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>An additional printer column of a custom resource.</summary>
internal sealed record CustomColumn(string Name, string Type, string Format, string Description, int Priority, string JsonPath);
