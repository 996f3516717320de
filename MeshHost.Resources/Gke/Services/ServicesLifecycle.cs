using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Gke;

/// <summary>The APIs that the project has to have enabled. They stay enabled on tear-down: others may use them.</summary>
internal sealed class ServicesLifecycle : IResourceLifecycle<GkeServicesResource>
{
    internal static readonly IReadOnlyList<string> Required =
    [
        "artifactregistry.googleapis.com",
        "cloudresourcemanager.googleapis.com",
        "compute.googleapis.com",
        "container.googleapis.com",
        "dns.googleapis.com",
        "iam.googleapis.com",
        "logging.googleapis.com",
        "monitoring.googleapis.com",
        "storage.googleapis.com",
    ];

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public async Task<ResourcePlan> PlanAsync(GkeServicesResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        var missing = await MissingAsync(gke).ConfigureAwait(false);
        return missing.Count == 0
            ? ResourcePlan.NoChanges
            : new ResourcePlan([new PlannedChange(ChangeKind.Update, $"services of projects/{gke.Project}",
                [.. missing.Select(s => new FieldChange(s, "DISABLED", "ENABLED"))])]);
    }

    public async Task ProvisionAsync(GkeServicesResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        var missing = await MissingAsync(gke).ConfigureAwait(false);
        if (missing.Count == 0)
        {
            return;
        }

        context.Report($"enabling {string.Join(", ", missing)}");
        await gke.Cloud.ServiceUsage.EnableAsync(gke.Project, missing, gke, gke.Cancellation).ConfigureAwait(false);
        await WaitUntilUsableAsync(gke, missing).ConfigureAwait(false);

        // Some questions of the preflight could not be asked while the APIs were off.
        await new PreflightChecks(gke).ThrowIfProblemsAsync($"Only {string.Join(", ", missing)} has been enabled.").ConfigureAwait(false);
        context.Report("");
    }

    public async Task<HealthCheckResult> CheckHealthAsync(GkeServicesResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        var missing = await MissingAsync(gke).ConfigureAwait(false);
        return missing.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Disabled in project '{gke.Project}': {string.Join(", ", missing)}. Provision it again to enable them.");
    }

    public Task DestroyAsync(GkeServicesResource resource, LifecycleContext context) => Task.CompletedTask;

    internal static async Task<IReadOnlyList<string>> MissingAsync(GkeContext gke)
    {
        var enabled = await gke.Cloud.ServiceUsage.ListEnabledAsync(gke.Project, gke.Cancellation).ConfigureAwait(false);
        return [.. Required.Where(s => !enabled.Contains(s))];
    }

    // The operation is done minutes before every server of Google's knows: a harmless read of each API tells when it is so.
    private static async Task WaitUntilUsableAsync(GkeContext gke, IReadOnlyList<string> enabled)
    {
        var probes = new Dictionary<string, Func<Task>>
        {
            ["compute.googleapis.com"] = () => gke.Cloud.Compute.GetRegionAsync(gke.Project, gke.Options.Region, gke.Cancellation),
            ["container.googleapis.com"] = () => gke.Cloud.Container.GetServerConfigAsync(gke.Project, gke.Options.Location, gke.Cancellation),
            ["iam.googleapis.com"] = () => gke.Cloud.Iam.GetServiceAccountAsync(gke.Project, gke.ServiceAccountEmail, gke.Cancellation),
            ["cloudresourcemanager.googleapis.com"] = () => gke.Cloud.ResourceManager.GetProjectAsync(gke.Project, gke.Cancellation),
            ["dns.googleapis.com"] = () => gke.Cloud.Dns.ListZonesAsync(gke.Project, null, gke.Cancellation),
        };
        var started = gke.Lifecycle.Time.GetTimestamp();
        foreach (var service in enabled.Where(probes.ContainsKey))
        {
            while (true)
            {
                try
                {
                    await probes[service]().ConfigureAwait(false);
                    break;
                }
                catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ServiceDisabled
                    && gke.Lifecycle.Time.GetElapsedTime(started) < s_patience)
                {
                    gke.Lifecycle.Report($"waiting until {service} can be used");
                    await Task.Delay(gke.Cloud.Connection.Options.MaxPollInterval, gke.Lifecycle.Time, gke.Cancellation).ConfigureAwait(false);
                }
            }
        }
    }
}
