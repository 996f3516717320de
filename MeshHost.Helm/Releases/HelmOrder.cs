using MeshHost.Helm.Rendering;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm.Releases;

/// <summary>Helm's order of kinds. Kinds that it does not know have no order among each other: they come last, together.</summary>
internal sealed class HelmOrder : IApplyOrder
{
    public static HelmOrder Instance { get; } = new();

    public int RankOf(GroupVersionKind kind) => KindOrder.InstallRank(kind.Kind);

    public int DeletionRankOf(GroupVersionKind kind) => KindOrder.UninstallRank(kind.Kind);
}
