namespace MeshHost.Helm.Releases;

/// <summary>The statuses as release records spell them.</summary>
internal static class ReleaseStatusNames
{
    public static string ToName(this ReleaseStatus status) => status switch
    {
        ReleaseStatus.Deployed => "deployed",
        ReleaseStatus.Uninstalled => "uninstalled",
        ReleaseStatus.Superseded => "superseded",
        ReleaseStatus.Failed => "failed",
        ReleaseStatus.Uninstalling => "uninstalling",
        ReleaseStatus.PendingInstall => "pending-install",
        ReleaseStatus.PendingUpgrade => "pending-upgrade",
        ReleaseStatus.PendingRollback => "pending-rollback",
        _ => "unknown",
    };

    public static ReleaseStatus Parse(string? name) => name switch
    {
        "deployed" => ReleaseStatus.Deployed,
        "uninstalled" => ReleaseStatus.Uninstalled,
        "superseded" => ReleaseStatus.Superseded,
        "failed" => ReleaseStatus.Failed,
        "uninstalling" => ReleaseStatus.Uninstalling,
        "pending-install" => ReleaseStatus.PendingInstall,
        "pending-upgrade" => ReleaseStatus.PendingUpgrade,
        "pending-rollback" => ReleaseStatus.PendingRollback,
        _ => ReleaseStatus.Unknown,
    };

    public static bool IsPending(this ReleaseStatus status)
        => status is ReleaseStatus.PendingInstall or ReleaseStatus.PendingUpgrade or ReleaseStatus.PendingRollback or ReleaseStatus.Uninstalling;
}
