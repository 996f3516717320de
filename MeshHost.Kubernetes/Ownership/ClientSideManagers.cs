namespace MeshHost.Kubernetes.Ownership;

/// <summary>
/// Recognises the entries that a client-side apply left behind: Helm 3, Helm 4 without server-side apply, and <c>kubectl apply</c> write with the
/// operation Update. What such an entry owns is never removed by an applier, so it has to become the applier's own, as Helm 4 and kubectl do it.
/// </summary>
internal static class ClientSideManagers
{
    private const string KubectlApply = "kubectl-client-side-apply";

    private static readonly string[] s_marks =
    [
        "f:kubectl.kubernetes.io/last-applied-configuration",
        "f:meta.helm.sh/release-name",
    ];

    /// <summary>Whether an entry is that of a client-side apply, for an applier of a certain name and an object of a kind.</summary>
    public static bool Includes(FieldManager manager, string applier, GroupVersionKind kind)
    {
        if (manager.Operation != FieldManager.Update || !manager.IsOfMainResource)
        {
            return false;
        }

        // Many have their labels on a namespace: there, others' entries are not in the applier's place.
        if (manager.Name == applier || kind is { Group: "", Kind: "Namespace" })
        {
            return manager.Name == applier;
        }

        if (manager.Name == KubectlApply)
        {
            return true;
        }

        // Programs that apply by these libraries go by names of their own; a person who annotates an object by kubectl does not apply it.
        return !manager.Name.StartsWith("kubectl", StringComparison.Ordinal)
            && manager.Fields.Find("f:metadata")?.Find("f:annotations") is { } annotations
            && s_marks.Any(mark => annotations.Find(mark) is not null);
    }
}
