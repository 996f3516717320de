using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;
using MeshHost.Lifecycle;
using Microsoft.Extensions.Logging;

namespace MeshHost.Resources.Gke;

/// <summary>A node pool. It usually comes with its cluster; one that is declared later is added.</summary>
internal sealed partial class NodePoolLifecycle : GooglePartLifecycle<GkeNodePoolResource, NodePool>
{
    protected override string Target(GkeNodePoolResource resource, GkeContext gke) => $"clusters/{gke.Cluster.Name}/nodePools/{resource.Options.Name}";

    protected override Task<NodePool?> ReadAsync(GkeNodePoolResource resource, GkeContext gke) =>
        gke.Cloud.Container.GetNodePoolAsync(gke.ClusterName, resource.Options.Name, gke.Cancellation);

    protected override bool IsOurs(GkeNodePoolResource resource, GkeContext gke, NodePool model) => NodePoolBody.IsOurs(model);

    protected override bool CanBeMarked => true;

    protected override bool IsAdopted(GkeNodePoolResource resource, GkeContext gke, NodePool model) =>
        model.Config?.ResourceLabels?.GetValueOrDefault(GkeNames.AdoptedLabel) == gke.Cluster.Name;

    protected override async Task MarkAsync(GkeNodePoolResource resource, GkeContext gke, NodePool model, bool adopted)
    {
        // The list is replaced as a whole; Google's own labels cannot be sent.
        var labels = (model.Config?.ResourceLabels ?? new Dictionary<string, string>())
            .Where(l => l.Key != GkeNames.AdoptedLabel && !l.Key.StartsWith("goog-", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        if (adopted)
        {
            labels[GkeNames.AdoptedLabel] = gke.Cluster.Name;
        }

        await gke.WaitAsync(await gke.Cloud.Container.UpdateNodePoolAsync(
            gke.ClusterName, resource.Options.Name, new UpdateNodePoolRequest { ResourceLabels = new() { Labels = labels } }, gke, gke.Cancellation)
            .ConfigureAwait(false)).ConfigureAwait(false);
    }

    protected override string Loss(GkeNodePoolResource resource, GkeContext gke) => "its workloads would move to other nodes, or stop if there are none";

    protected override async Task<IReadOnlyList<FieldChange>> CompareAsync(GkeNodePoolResource resource, GkeContext gke, NodePool model) =>
        [.. (await StepsAsync(resource, gke, model).ConfigureAwait(false)).SelectMany(s => s.Changes)];

    protected override string? Ailment(GkeNodePoolResource resource, GkeContext gke, NodePool model) => model.Status switch
    {
        "ERROR" or "RUNNING_WITH_ERROR" => $"{Target(resource, gke)} is {model.Status}: "
            + (string.Join("; ", (model.Conditions ?? []).Select(c => $"{c.Code}: {c.Message}")) is { Length: > 0 } reasons ? reasons : model.StatusMessage),
        "PROVISIONING" => $"{Target(resource, gke)} is still being created.",
        "STOPPING" => $"{Target(resource, gke)} is being deleted.",
        _ => null,
    };

    protected override async Task<NodePool?> ReadSettledAsync(GkeNodePoolResource resource, GkeContext gke)
    {
        while (true)
        {
            var model = await ReadAsync(resource, gke).ConfigureAwait(false);
            if (model is { Status: "ERROR" } && IsOurs(resource, gke, model))
            {
                // A failed creation leaves the pool in this state, without nodes. It holds the name.
                Log.ReplacingFailed(gke.Lifecycle.Logger, Target(resource, gke), Ailment(resource, gke, model));
                await DeleteAsync(resource, gke, model).ConfigureAwait(false);
                continue;
            }

            if (model?.Status is not ("PROVISIONING" or "STOPPING"))
            {
                return model;
            }

            gke.Lifecycle.Report($"waiting for {Target(resource, gke)} ({model.Status})");
            await WaitForEarlierAsync(resource, gke).ConfigureAwait(false);
        }
    }

    protected override async Task WaitForEarlierAsync(GkeNodePoolResource resource, GkeContext gke)
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
        catch (GoogleCloudException)
        {
            // Its outcome shows in the pool, which is read next.
        }
    }

    protected override async Task CreateAsync(GkeNodePoolResource resource, GkeContext gke)
    {
        try
        {
            await gke.WaitAsync(await gke.Cloud.Container.CreateNodePoolAsync(
                gke.ClusterName, NodePoolBody.Build(resource.Options, gke), gke, gke.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.Stockout)
        {
            throw await FailureDetails.WithOtherZonesAsync(gke, ex).ConfigureAwait(false);
        }
    }

    protected override async Task UpdateAsync(GkeNodePoolResource resource, GkeContext gke, NodePool model, IReadOnlyList<FieldChange> changes)
    {
        var container = gke.Cloud.Container;
        var pool = resource.Options.Name;
        foreach (var step in await StepsAsync(resource, gke, model).ConfigureAwait(false))
        {
            gke.Lifecycle.Report($"updating {string.Join(", ", step.Changes.Select(c => c.Path))}");
            var operation = step switch
            {
                { Update: { } update } => await container.UpdateNodePoolAsync(gke.ClusterName, pool, update, gke, gke.Cancellation).ConfigureAwait(false),
                { Size: { } size } => await container.SetNodePoolSizeAsync(gke.ClusterName, pool, size, gke, gke.Cancellation).ConfigureAwait(false),
                { Autoscaling: { } scaler } => await container.SetNodePoolAutoscalingAsync(gke.ClusterName, pool, scaler, gke, gke.Cancellation).ConfigureAwait(false),
                { Management: { } management } => await container.SetNodePoolManagementAsync(gke.ClusterName, pool, management, gke, gke.Cancellation).ConfigureAwait(false),
                _ => null,
            };
            if (operation is not null)
            {
                await gke.WaitAsync(operation).ConfigureAwait(false);
            }
        }
    }

    protected override async Task DeleteAsync(GkeNodePoolResource resource, GkeContext gke, NodePool model)
    {
        if (await gke.Cloud.Container.DeleteNodePoolAsync(gke.ClusterName, resource.Options.Name, gke, gke.Cancellation).ConfigureAwait(false) is { } operation)
        {
            await gke.WaitAsync(operation).ConfigureAwait(false);
        }
    }

    // On tear-down the pool goes with its cluster: deleting it first would take minutes, and the load balancers' controllers their nodes.
    // An adopted cluster stays, and there the pool goes by itself.
    protected override async Task RemoveAsync(GkeNodePoolResource resource, GkeContext gke, NodePool model)
    {
        var cluster = await gke.Cloud.Container.GetClusterAsync(gke.ClusterName, gke.Cancellation).ConfigureAwait(false);
        if (cluster is not null && !ControlPlaneLifecycle.IsMarked(cluster, gke))
        {
            await DeleteAsync(resource, gke, model).ConfigureAwait(false);
        }
    }

    protected override async Task PublishAsync(GkeNodePoolResource resource, GkeContext gke, NodePool model)
    {
        await gke.Lifecycle.SetPropertyAsync("machineType", model.Config?.MachineType).ConfigureAwait(false);
        await gke.Lifecycle.SetPropertyAsync("version", model.Version).ConfigureAwait(false);
        await gke.Lifecycle.SetPropertyAsync("status", model.Status).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<NodePoolStep>> StepsAsync(GkeNodePoolResource resource, GkeContext gke, NodePool model)
    {
        var desired = NodePoolBody.Build(resource.Options, gke);
        var size = resource.Options.IsAutoscaled ? null : await SizeAsync(gke, model).ConfigureAwait(false);
        return NodePoolComparer.Compare(desired, model, size);
    }

    /// <summary>Nodes per zone, as the instance groups have them; null if the zones differ or the groups cannot be read.</summary>
    private static async Task<int?> SizeAsync(GkeContext gke, NodePool model)
    {
        var sizes = new HashSet<int>();
        foreach (var url in model.InstanceGroupUrls ?? [])
        {
            if (url.Split('/') is not [.., "zones", var zone, _, var name])
            {
                return null;
            }

            var group = await gke.Cloud.Compute.InstanceGroups.GetAsync(gke.Project, ComputeScope.Zone(zone), name, gke.Cancellation).ConfigureAwait(false);
            if (group?.Size is not { } size)
            {
                return null;
            }

            sizes.Add(size);
        }

        return sizes.Count == 1 ? sizes.Single() : null;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The creation of {Target} has failed; it is deleted and made again: {Reason}")]
        public static partial void ReplacingFailed(ILogger logger, string target, string? reason);
    }
}
