using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Gcp.Container;
using MeshHost.Lifecycle;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Resources.Gke;

/// <summary>The cluster with its pools: created in one operation, changed one field at a time, deleted only after it has given back what it holds.</summary>
internal sealed partial class ControlPlaneLifecycle : GooglePartLifecycle<GkeControlPlaneResource, Cluster>, IResourceRemovalCheck<GkeControlPlaneResource>
{
    internal const string DeleteProtectedKey = "MeshHost:DeleteProtected";

    public async Task<string?> FindRefusalAsync(GkeControlPlaneResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        return gke.Options.DeletionProtection && await ReadAsync(resource, gke).ConfigureAwait(false) is { } model && IsOurs(resource, gke, model)
            ? Protection(resource, gke, model)
            : null;
    }

    protected override string Target(GkeControlPlaneResource resource, GkeContext gke) => $"clusters/{gke.Cluster.Name} in {gke.Options.Location}";

    protected override Task<Cluster?> ReadAsync(GkeControlPlaneResource resource, GkeContext gke) =>
        gke.Cloud.Container.GetClusterAsync(gke.ClusterName, gke.Cancellation);

    protected override bool IsOurs(GkeControlPlaneResource resource, GkeContext gke, Cluster model) => IsMarked(model, gke);

    /// <summary>Tells whether a cluster carries our mark.</summary>
    internal static bool IsMarked(Cluster model, GkeContext gke) =>
        model.ResourceLabels?.GetValueOrDefault(GkeNames.ManagedByLabel) == GkeNames.ManagedByValue
        && model.ResourceLabels.GetValueOrDefault(GkeNames.ClusterLabel) == gke.Cluster.Name;

    protected override string Owner(GkeControlPlaneResource resource, GkeContext gke, Cluster model) =>
        model.ResourceLabels is { Count: > 0 } labels
            ? $"somebody else's (its labels are {string.Join(", ", labels.Select(l => $"{l.Key}={l.Value}"))})"
            : "somebody else's (it has no labels, so no mark of ours)";

    protected override bool CanBeMarked => true;

    protected override bool IsAdopted(GkeControlPlaneResource resource, GkeContext gke, Cluster model) =>
        model.ResourceLabels?.GetValueOrDefault(GkeNames.AdoptedLabel) == gke.Cluster.Name;

    protected override async Task MarkAsync(GkeControlPlaneResource resource, GkeContext gke, Cluster model, bool adopted)
    {
        var labels = new Dictionary<string, string>(model.ResourceLabels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        labels.Remove(GkeNames.AdoptedLabel);
        if (adopted)
        {
            labels[GkeNames.AdoptedLabel] = gke.Cluster.Name;
        }

        await gke.WaitAsync(await SetLabelsAsync(resource, gke, model, labels).ConfigureAwait(false)).ConfigureAwait(false);
    }

    protected override string Loss(GkeControlPlaneResource resource, GkeContext gke) => "everything in the cluster would be lost";

    protected override Task<IReadOnlyList<FieldChange>> CompareAsync(GkeControlPlaneResource resource, GkeContext gke, Cluster model) =>
        Task.FromResult<IReadOnlyList<FieldChange>>([.. ClusterComparer.Compare(ClusterBody.Build(gke), model).SelectMany(s => s.Changes)]);

    protected override string? Ailment(GkeControlPlaneResource resource, GkeContext gke, Cluster model) => model.Status switch
    {
        "ERROR" or "DEGRADED" => $"{Target(resource, gke)} is {model.Status}: {Explain(model)}",
        "STOPPING" => $"{Target(resource, gke)} is being deleted.",
        "PROVISIONING" => $"{Target(resource, gke)} is still being created.",
        _ => null,
    };

    protected override async Task<Cluster?> ReadSettledAsync(GkeControlPlaneResource resource, GkeContext gke)
    {
        while (true)
        {
            var model = await ReadAsync(resource, gke).ConfigureAwait(false);
            switch (model?.Status)
            {
                case "PROVISIONING" or "STOPPING":
                    gke.Lifecycle.Report($"waiting for the operation on {Target(resource, gke)} ({model.Status})");
                    await WaitForEarlierAsync(resource, gke).ConfigureAwait(false);
                    break;
                case "ERROR" when IsOurs(resource, gke, model):
                    // A failed creation leaves the cluster in this state. It cannot be repaired, and it holds the name and the subnetwork.
                    Log.ReplacingFailed(gke.Lifecycle.Logger, Target(resource, gke), Explain(model));
                    gke.Lifecycle.Report($"deleting {Target(resource, gke)}, whose creation has failed: {Explain(model)}");
                    await DeleteAsync(resource, gke, model).ConfigureAwait(false);
                    break;
                case "ERROR" when !gke.Options.Adopt:
                    return model;
                case "ERROR":
                    throw new LifecycleException($"{Target(resource, gke)} is in state ERROR and not ours to replace: {Explain(model)}. Delete it, or use another name.");
                default:
                    return model;
            }
        }
    }

    protected override async Task WaitForEarlierAsync(GkeControlPlaneResource resource, GkeContext gke)
    {
        var running = await gke.Cloud.Container.Operations.FindRunningAsync(gke.ClusterName, gke.Cancellation).ConfigureAwait(false);
        if (running is not [var oldest, ..])
        {
            await Task.Delay(gke.Cloud.Connection.Options.PollInterval, gke.Lifecycle.Time, gke.Cancellation).ConfigureAwait(false);
            return;
        }

        try
        {
            await gke.WaitAsync(oldest).ConfigureAwait(false);
        }
        catch (GoogleCloudException ex)
        {
            // Its outcome shows in the cluster, which is read next.
            Log.EarlierFailed(gke.Lifecycle.Logger, Target(resource, gke), ex.Message);
        }
    }

    protected override async Task CreateAsync(GkeControlPlaneResource resource, GkeContext gke)
    {
        try
        {
            await gke.WaitAsync(await gke.Cloud.Container.CreateClusterAsync(gke.ClusterName, ClusterBody.Build(gke), gke.Cancellation).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.Stockout)
        {
            throw await FailureDetails.WithOtherZonesAsync(gke, ex).ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind is not GoogleCloudErrorKind.AlreadyExists && !ex.IsTransient)
        {
            var left = await ReadAsync(resource, gke).ConfigureAwait(false);
            throw left is { Status: "ERROR" }
                ? new LifecycleException($"{(ex.Kind == GoogleCloudErrorKind.QuotaExceeded ? (await FailureDetails.WithUsageAsync(gke, ex).ConfigureAwait(false)).Message : ex.Message)} {Target(resource, gke)} was left in state ERROR ({Explain(left)}); the next run replaces it.", ex)
                : ex;
        }
    }

    protected override async Task UpdateAsync(GkeControlPlaneResource resource, GkeContext gke, Cluster model, IReadOnlyList<FieldChange> changes)
    {
        var container = gke.Cloud.Container;
        foreach (var step in ClusterComparer.Compare(ClusterBody.Build(gke), model))
        {
            gke.Lifecycle.Report($"updating {string.Join(", ", step.Changes.Select(c => c.Path))}");
            if (step.Update?.DesiredControlPlaneEndpointsConfig?.IpEndpointsConfig is not null)
            {
                await EgressGuard.ThrowIfCutOffAsync(gke).ConfigureAwait(false);
            }

            var operation = step switch
            {
                { Update: { } update } => await container.UpdateClusterAsync(gke.ClusterName, update, gke, gke.Cancellation).ConfigureAwait(false),
                { Labels: { } labels } => await SetLabelsAsync(resource, gke, model, labels).ConfigureAwait(false),
                { Maintenance: { } policy } => await container.SetMaintenancePolicyAsync(gke.ClusterName, policy, gke, gke.Cancellation).ConfigureAwait(false),
                { RemovePool: { } pool } => await container.DeleteNodePoolAsync(gke.ClusterName, pool, gke, gke.Cancellation).ConfigureAwait(false),
                _ => null,
            };
            if (operation is not null)
            {
                await gke.WaitAsync(operation).ConfigureAwait(false);
            }
        }
    }

    protected override async Task DeleteAsync(GkeControlPlaneResource resource, GkeContext gke, Cluster model)
    {
        if (Protection(resource, gke, model) is { } refusal)
        {
            throw new LifecycleException(refusal);
        }

        if (model.Status is "RUNNING" or "RECONCILING" or "DEGRADED")
        {
            await new InClusterCleanup(gke.Cluster, gke.Lifecycle).RunAsync().ConfigureAwait(false);
        }

        if (model.Status == "STOPPING")
        {
            await WaitForEarlierAsync(resource, gke).ConfigureAwait(false);
            return;
        }

        gke.Lifecycle.Report($"deleting {Target(resource, gke)}");
        if (await gke.Cloud.Container.DeleteClusterAsync(gke.ClusterName, gke, gke.Cancellation).ConfigureAwait(false) is { } operation)
        {
            await gke.WaitAsync(operation).ConfigureAwait(false);
        }
    }

    protected override async Task AfterDeleteAsync(GkeControlPlaneResource resource, GkeContext gke)
    {
        if (gke.Cluster.Connection is GkeClusterConnection connection)
        {
            await connection.ResetAsync().ConfigureAwait(false);
        }

        var survivors = (await new LeftoverSweeper(gke).SweepAsync().ConfigureAwait(false)).Foreign;
        if (survivors.Count > 0)
        {
            Log.Survivors(gke.Lifecycle.Logger, gke.NetworkName, string.Join(", ", survivors));
        }
    }

    // Google's console shows what Google runs, not what an emulator does.
    private static async Task AddConsoleUrlAsync(GkeContext gke)
    {
        var endpoints = gke.Lifecycle.Services.GetService<GoogleCloudConnectionOptions>()?.Endpoints ?? GoogleCloudEndpoints.Default;
        if (endpoints == GoogleCloudEndpoints.Default)
        {
            await gke.Lifecycle.AddUrlAsync("console", string.Create(
                CultureInfo.InvariantCulture,
                $"https://console.cloud.google.com/kubernetes/clusters/details/{gke.Options.Location}/{gke.Cluster.Name}?project={gke.Project}")).ConfigureAwait(false);
        }
    }

    protected override async Task PublishAsync(GkeControlPlaneResource resource, GkeContext gke, Cluster model)
    {
        var context = gke.Lifecycle;
        await context.SetPropertyAsync("endpoint", model.Endpoint).ConfigureAwait(false);
        await context.SetPropertyAsync("version", model.CurrentMasterVersion).ConfigureAwait(false);
        await context.SetPropertyAsync("status", model.Status).ConfigureAwait(false);
        await context.SetPropertyAsync("nodes", model.CurrentNodeCount?.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
        await AddConsoleUrlAsync(gke).ConfigureAwait(false);
        await EgressGuard.WaitUntilReachableAsync(gke).ConfigureAwait(false);
        if (gke.Options.KubeconfigPath is { } path)
        {
            KubeconfigFile.Write(path, gke, model);
        }
    }

    /// <summary>Why a protected cluster stays; a creation that failed left nothing to protect.</summary>
    private string? Protection(GkeControlPlaneResource resource, GkeContext gke, Cluster model) =>
        gke.Options.DeletionProtection && model.Status != "ERROR" && gke.Lifecycle.Services.GetService<IConfiguration>()?[DeleteProtectedKey] != gke.Cluster.Name
            ? $"{Target(resource, gke)} is protected from deletion. To delete it and everything in it, run again with --{DeleteProtectedKey}={gke.Cluster.Name}."
            : null;

    private static string Explain(Cluster model)
    {
        var conditions = (model.Conditions ?? []).Select(c => $"{c.Code ?? c.CanonicalCode}: {c.Message}").ToArray();
        return conditions.Length > 0 ? string.Join("; ", conditions) : model.StatusMessage is { Length: > 0 } message ? message : "Google gives no reason";
    }

    // The fingerprint guards the labels against somebody else's change in between.
    private async Task<ContainerOperation> SetLabelsAsync(
        GkeControlPlaneResource resource, GkeContext gke, Cluster model, IReadOnlyDictionary<string, string> labels)
    {
        var fresh = await ReadAsync(resource, gke).ConfigureAwait(false) ?? model;
        return await gke.Cloud.Container.SetResourceLabelsAsync(gke.ClusterName, labels, fresh.LabelFingerprint, gke, gke.Cancellation).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The creation of {Target} has failed; it is deleted and made again: {Reason}")]
        public static partial void ReplacingFailed(ILogger logger, string target, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "An earlier operation on {Target} has failed: {Reason}")]
        public static partial void EarlierFailed(ILogger logger, string target, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "In network '{Network}' and not ours: {Survivors}")]
        public static partial void Survivors(ILogger logger, string network, string survivors);
    }
}
