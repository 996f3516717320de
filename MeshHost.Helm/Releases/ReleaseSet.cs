using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm.Releases;

/// <summary>The objects of a release as a set for the apply engine, with Helm's order and ownership.</summary>
internal static class ReleaseSet
{
    public static ApplySetOptions Options(
        HelmClientOptions options, string name, string ns, bool takeOwnership, bool force, TimeSpan timeout, IEnumerable<KubernetesObject> earlier)
    {
        var references = earlier.Select(static o => o.Reference).ToHashSet();
        return new ApplySetOptions
        {
            FieldManager = options.FieldManager,
            Force = force,
            Order = HelmOrder.Instance,
            Ownership = new ReleaseOwnership(name, ns, takeOwnership, references),
            Earlier = [.. references],
            EstablishTimeout = timeout,
        };
    }
}
