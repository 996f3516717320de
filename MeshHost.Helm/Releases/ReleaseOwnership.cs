using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm.Releases;

/// <summary>The ownership of a release: its objects carry Helm's label and the release's name and namespace as annotations.</summary>
/// <param name="name">Name of the release.</param>
/// <param name="ns">Namespace of the release.</param>
/// <param name="takeOwnership">Whether objects of others become the release's.</param>
/// <param name="earlier">The objects of earlier revisions, which are the release's whatever they carry.</param>
internal sealed class ReleaseOwnership(string name, string ns, bool takeOwnership, IReadOnlySet<ObjectReference> earlier) : ObjectOwnership
{
    public override bool Owns(KubernetesObject live) => ObjectPreparer.IsOwnedBy(live, name, ns);

    public override bool Keeps(KubernetesObject live) => ResourcePolicy.Keeps(live);

    public override string? Refuse(KubernetesObject live)
    {
        if (takeOwnership || Owns(live) || earlier.Contains(live.Reference))
        {
            return null;
        }

        var owner = live.Annotations.GetValueOrDefault(ObjectPreparer.NameAnnotation) is { } other
            ? $"it belongs to release {live.Annotations.GetValueOrDefault(ObjectPreparer.NamespaceAnnotation)}/{other}"
            : $"it belongs to no release{Managers(live)}";
        return $"{live.Reference} exists and cannot be imported into release {ns}/{name}: {owner}. Remove it, or take it over with TakeOwnership.";
    }

    private static string Managers(KubernetesObject live)
    {
        var managers = live.FieldManagers.Distinct().ToList();
        return managers.Count == 0 ? "" : $", and {string.Join(" and ", managers.Select(static m => $"'{m}'"))} made it";
    }
}
