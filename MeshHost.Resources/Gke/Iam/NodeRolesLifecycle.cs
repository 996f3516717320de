using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Gcp.Iam;
using MeshHost.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Gke;

/// <summary>The roles of the nodes' service account: one read-modify-write of the project's policy for all of them.</summary>
internal sealed class NodeRolesLifecycle : IResourceLifecycle<GkeNodeRolesResource>
{
    internal static readonly IReadOnlyList<string> Roles =
    [
        "roles/logging.logWriter",
        "roles/monitoring.metricWriter",
        "roles/monitoring.viewer",
        "roles/stackdriver.resourceMetadata.writer",
        "roles/storage.objectViewer",
        "roles/artifactregistry.reader",
    ];

    public async Task<ResourcePlan> PlanAsync(GkeNodeRolesResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        IReadOnlyList<string> missing;
        try
        {
            missing = await MissingAsync(gke).ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ServiceDisabled)
        {
            missing = Roles;
        }

        return missing.Count == 0
            ? ResourcePlan.NoChanges
            : new ResourcePlan([new PlannedChange(
                missing.Count == Roles.Count ? ChangeKind.Create : ChangeKind.Update,
                $"projects/{gke.Project} bindings of {gke.ServiceAccountEmail}",
                [.. missing.Select(r => new FieldChange($"bindings[{r}]", null, Member(gke)))])]);
    }

    public async Task ProvisionAsync(GkeNodeRolesResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        context.Report("granting roles to the nodes' service account");
        await gke.Cloud.ResourceManager.ModifyIamPolicyAsync(
            gke.Project, p => IamPolicyEditor.Grant(p, Member(gke), Roles), gke.Cancellation).ConfigureAwait(false);
        await context.SetPropertyAsync("roles", string.Join(", ", Roles)).ConfigureAwait(false);
        context.Report("");
    }

    public async Task<HealthCheckResult> CheckHealthAsync(GkeNodeRolesResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        var missing = await MissingAsync(gke).ConfigureAwait(false);
        return missing.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"{gke.ServiceAccountEmail} has lost {string.Join(", ", missing)} in project '{gke.Project}'. Provision it again to correct that.");
    }

    public async Task DestroyAsync(GkeNodeRolesResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        if (await AccountAsync(gke).ConfigureAwait(false) is { } account && account.Description?.Contains(gke.Marker, StringComparison.Ordinal) is not true)
        {
            // An adopted account keeps its roles: which of them it had before is not known.
            return;
        }

        await gke.Cloud.ResourceManager.ModifyIamPolicyAsync(
            gke.Project, p => IamPolicyEditor.Revoke(p, Member(gke), Roles), gke.Cancellation).ConfigureAwait(false);
    }

    private static async Task<ServiceAccount?> AccountAsync(GkeContext gke)
    {
        try
        {
            return await gke.Cloud.Iam.GetServiceAccountAsync(gke.Project, gke.ServiceAccountEmail, gke.Cancellation).ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ServiceDisabled)
        {
            return null;
        }
    }

    private static string Member(GkeContext gke) => $"serviceAccount:{gke.ServiceAccountEmail}";

    private static async Task<IReadOnlyList<string>> MissingAsync(GkeContext gke)
    {
        var policy = await gke.Cloud.ResourceManager.GetIamPolicyAsync(gke.Project, gke.Cancellation).ConfigureAwait(false);
        return [.. Roles.Except(IamPolicyEditor.RolesOf(policy, Member(gke)), StringComparer.Ordinal)];
    }
}
