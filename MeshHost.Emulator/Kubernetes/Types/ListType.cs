namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>How a list is merged and owned: as a whole, by value, or by the keys of its items.</summary>
internal enum ListType
{
    Atomic,
    Set,
    Map,
}
