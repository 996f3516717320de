namespace MeshHost.Emulator.Kubernetes.Apply;

/// <summary>What changed between two versions of an object.</summary>
internal sealed record FieldDifference(FieldSet Added, FieldSet Modified, FieldSet Removed);
