using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Iam;

/// <summary>The predefined roles that the emulated IAM knows: those that a cluster, its nodes and its operators need.</summary>
internal static class KnownRoles
{
    private static readonly HashSet<string> s_roles = new(StringComparer.Ordinal)
    {
        "roles/owner", "roles/editor", "roles/viewer", "roles/browser",
        "roles/artifactregistry.reader", "roles/artifactregistry.writer", "roles/artifactregistry.admin", "roles/artifactregistry.repoAdmin",
        "roles/autoscaling.metricsWriter", "roles/billing.projectManager", "roles/billing.viewer",
        "roles/cloudtrace.agent", "roles/cloudtrace.user", "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        "roles/compute.admin", "roles/compute.instanceAdmin", "roles/compute.instanceAdmin.v1", "roles/compute.loadBalancerAdmin", "roles/compute.networkAdmin",
        "roles/compute.networkUser", "roles/compute.networkViewer", "roles/compute.securityAdmin", "roles/compute.serviceAgent", "roles/compute.storageAdmin", "roles/compute.viewer",
        "roles/container.admin", "roles/container.clusterAdmin", "roles/container.clusterViewer", "roles/container.defaultNodeServiceAccount",
        "roles/container.defaultNodeServiceAgent", "roles/container.developer", "roles/container.hostServiceAgentUser", "roles/container.nodeServiceAccount", "roles/container.nodeServiceAgent", "roles/container.serviceAgent", "roles/container.viewer",
        "roles/dns.admin", "roles/dns.reader", "roles/gkehub.admin", "roles/gkehub.viewer",
        "roles/iam.securityAdmin", "roles/iam.securityReviewer", "roles/iam.serviceAccountAdmin", "roles/iam.serviceAccountCreator", "roles/iam.serviceAccountDeleter", "roles/iam.serviceAccountKeyAdmin",
        "roles/iam.serviceAccountTokenCreator", "roles/iam.serviceAccountUser", "roles/iam.serviceAccountViewer", "roles/iam.workloadIdentityUser", "roles/iam.roleAdmin",
        "roles/logging.admin", "roles/logging.logWriter", "roles/logging.viewer", "roles/meshconfig.admin", "roles/meshconfig.viewer",
        "roles/monitoring.admin", "roles/monitoring.editor", "roles/monitoring.metricWriter", "roles/monitoring.viewer",
        "roles/resourcemanager.projectIamAdmin", "roles/resourcemanager.projectMover", "roles/secretmanager.secretAccessor",
        "roles/serviceusage.serviceUsageAdmin", "roles/serviceusage.serviceUsageConsumer", "roles/serviceusage.serviceUsageViewer",
        "roles/stackdriver.resourceMetadata.writer", "roles/stackdriver.accounts.viewer",
        "roles/storage.admin", "roles/storage.objectAdmin", "roles/storage.objectCreator", "roles/storage.objectUser", "roles/storage.objectViewer", "roles/trafficdirector.client",
    };

    /// <summary>Names of the roles, sorted.</summary>
    public static IReadOnlyList<string> Names => [.. s_roles.Order(StringComparer.Ordinal)];

    /// <summary>Checks a role. Custom roles of projects and organisations pass.</summary>
    /// <param name="role">The role.</param>
    /// <exception cref="GoogleErrorException">It does not exist.</exception>
    public static void Require(string role)
    {
        var isCustom = role.StartsWith("projects/", StringComparison.Ordinal) || role.StartsWith("organizations/", StringComparison.Ordinal);
        if (!isCustom && !s_roles.Contains(role))
        {
            throw GoogleErrorException.Invalid($"Role {role} is not supported for this resource.");
        }
    }
}
