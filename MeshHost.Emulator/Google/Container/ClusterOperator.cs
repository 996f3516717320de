using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Iam;
using MeshHost.Emulator.Google.Operations;

namespace MeshHost.Emulator.Google.Container;

/// <summary>Carries out the operations of clusters and node pools: between the state, the compute resources and the cluster host.</summary>
internal sealed class ClusterOperator(ContainerContext context, IClusterHost host, ClusterChanges changes, ClusterNetworkRules networks, ClusterFootprint footprint)
{
    private readonly ContainerContext _context = context;
    private readonly IClusterHost _host = host;
    private readonly ClusterChanges _changes = changes;
    private readonly ClusterNetworkRules _networks = networks;
    private readonly ClusterFootprint _footprint = footprint;
    private readonly ConcurrentDictionary<string, ClusterEndpoint> _endpoints = new(StringComparer.Ordinal);

    /// <summary>Adds the operation handlers.</summary>
    public void Register()
    {
        _context.Operations.Register("container.create", new CreateHandler(this));
        _context.Operations.Register("container.delete", new DeleteHandler(this));
        _context.Operations.Register("container.change", new ChangeHandler(this));
    }

    /// <summary>Starts the clusters that an earlier run of the emulator left in the state.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task that ends when all run.</returns>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        var clusters = _context.State.Transact(() => _context.State.Under("container/projects/")
            .Where(c => c.Value.Text("status") is "RUNNING" or "RECONCILING" or "DEGRADED")
            .Select(c => (c.Key, Spec: SpecOf(c.Key, c.Value)))
            .ToList());
        foreach (var (key, spec) in clusters)
        {
            var endpoint = await _host.StartClusterAsync(spec, cancellationToken).ConfigureAwait(false);
            _context.State.Transact(() =>
            {
                var cluster = _context.State.Find(key)!;
                ControlPlaneEndpoints.SetAddresses(cluster, endpoint);
                _context.State.Put(key, cluster);
            });
        }
    }

    /// <summary>The network tags of the nodes in a network.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="network">Short name of the network.</param>
    /// <returns>The tags.</returns>
    public IReadOnlyCollection<string> NodeTags(string project, string network) =>
        [.. _context.State.Under($"container/projects/{project}/locations/")
            .Where(c => c.Value.Text("network") == network)
            .SelectMany(c => c.Value.Items("nodePools").SelectMany(p => p.Child("config")!.Texts("tags")).Append(ClusterViews.NodeTag(c.Value)))];

    private static void CheckAddresses(ClusterSpec spec)
    {
        var nodes = spec.NodePools.Sum(p => (long)p.Count * p.Zones.Count);
        if (AddressRange.TryParse(spec.PodCidr) is { } pods && nodes * 256 > pods.Size)
        {
            throw new OperationFailedException(new OperationError(
                "IP_SPACE_EXHAUSTED", $"Instance creation failed: IP space of the pods' range {pods} is exhausted: {nodes} nodes need a /24 each.", 403));
        }

        if (AddressRange.TryParse(spec.NodeCidr) is { } range && nodes > range.Size - 4)
        {
            throw new OperationFailedException(new OperationError(
                "IP_SPACE_EXHAUSTED", $"Instance creation failed: IP space of subnetwork '{spec.Subnetwork}' ({range}) is exhausted: {nodes} nodes.", 403));
        }
    }

    private ClusterSpec SpecOf(string key, JsonObject cluster) => ClusterViews.Spec(
        cluster, ClusterAddress.OfKey(key), _context.State.Find(ComputeContext.Key(cluster.Child("networkConfig")!.Text("subnetwork")!)));

    // The target of a node pool's operation is the pool; the cluster's key is in the payload.
    private static string ClusterKey(Operation operation) => operation.Payload.Text("cluster") ?? operation.Target;

    private void Settle(string key, JsonObject cluster, string status)
    {
        cluster["status"] = status;
        cluster["etag"] = _context.Identifiers.NextGuid();
        _context.State.Put(key, cluster);
    }

    private sealed class CreateHandler(ClusterOperator parent) : OperationHandler
    {
        public override async Task PrepareAsync(Operation operation, CancellationToken cancellationToken)
        {
            var state = parent._context.State;
            var spec = state.Transact(() => parent.SpecOf(operation.Target, state.Find(operation.Target)!));
            CheckAddresses(spec);
            parent._endpoints[operation.Key] = await parent._host.StartClusterAsync(spec, cancellationToken).ConfigureAwait(false);
        }

        public override async Task AbandonAsync(Operation operation)
        {
            var state = parent._context.State;
            if (parent._endpoints.TryRemove(operation.Key, out _))
            {
                var id = state.Transact(() => state.Find(operation.Target)!.Text("id")!);
                await parent._host.StopClusterAsync(id, CancellationToken.None).ConfigureAwait(false);
            }
        }

        public override void Complete(Operation operation)
        {
            var state = parent._context.State;
            var cluster = state.Find(operation.Target)!;
            parent._endpoints.TryRemove(operation.Key, out var endpoint);
            ControlPlaneEndpoints.SetAddresses(cluster, endpoint!);
            foreach (var pool in cluster.Items("nodePools"))
            {
                pool["status"] = "RUNNING";
            }

            var address = ClusterAddress.OfKey(operation.Target);
            parent._footprint.Put(cluster, address);
            if (cluster.Child("workloadIdentityConfig")?.Text("workloadPool") is { Length: > 0 })
            {
                state.Put(IamPolicies.WorkloadPoolKey(address.Project), []);
            }

            parent.Settle(operation.Target, cluster, "RUNNING");
        }

        public override void Fail(Operation operation, OperationError error)
        {
            // A failed creation leaves a cluster behind that has to be deleted.
            var cluster = parent._context.State.Find(operation.Target)!;
            cluster["statusMessage"] = error.Message;
            cluster["conditions"] = new JsonArray(ContainerOperations.Condition(error));
            foreach (var pool in cluster.Items("nodePools"))
            {
                pool["status"] = "ERROR";
                pool["statusMessage"] = error.Message;
            }

            parent.Settle(operation.Target, cluster, "ERROR");
        }
    }

    private sealed class DeleteHandler(ClusterOperator parent) : OperationHandler
    {
        public override async Task ApplyAsync(Operation operation, CancellationToken cancellationToken) =>
            await parent._host.StopClusterAsync(operation.Payload.Text("id")!, cancellationToken).ConfigureAwait(false);

        public override void Complete(Operation operation)
        {
            var cluster = parent._context.State.Find(operation.Target)!;
            parent._context.State.Remove(operation.Target);
            parent._footprint.Remove(cluster);
            parent._networks.ReleaseRange(cluster);
        }

        public override void Fail(Operation operation, OperationError error)
        {
            var cluster = parent._context.State.Find(operation.Target)!;
            cluster["statusMessage"] = error.Message;
            cluster["conditions"] = new JsonArray(ContainerOperations.Condition(error));
            parent.Settle(operation.Target, cluster, "ERROR");
        }
    }

    private sealed class ChangeHandler(ClusterOperator parent) : OperationHandler
    {
        public override async Task ApplyAsync(Operation operation, CancellationToken cancellationToken)
        {
            var state = parent._context.State;
            var spec = state.Transact(() =>
            {
                var copy = (JsonObject)state.Find(ClusterKey(operation))!.DeepClone();
                parent._changes.Apply(copy, operation.Payload.Child("change")!);
                return parent.SpecOf(ClusterKey(operation), copy);
            });
            CheckAddresses(spec);
            await parent._host.UpdateNodesAsync(spec, cancellationToken).ConfigureAwait(false);
        }

        public override void Complete(Operation operation)
        {
            var key = ClusterKey(operation);
            var cluster = parent._context.State.Find(key)!;
            try
            {
                parent._changes.Apply(cluster, operation.Payload.Child("change")!);
            }
            catch (GoogleErrorException error)
            {
                throw new OperationFailedException(new OperationError(error.Status, error.Message, error.Code));
            }

            foreach (var pool in cluster.Items("nodePools").Where(p => p.Text("status") != "ERROR"))
            {
                pool["status"] = "RUNNING";
            }

            var change = operation.Payload.Child("change")!;
            if (change.Text("pool") is { } name && cluster.Items("nodePools").FirstOrDefault(p => p.Text("name") == name) is { } changed)
            {
                changed["etag"] = parent._context.Identifiers.NextGuid();
            }

            parent._footprint.Put(cluster, ClusterAddress.OfKey(key));
            if (cluster.Child("workloadIdentityConfig")?.Text("workloadPool") is { Length: > 0 })
            {
                parent._context.State.Put(IamPolicies.WorkloadPoolKey(ClusterAddress.OfKey(key).Project), []);
            }

            parent.Settle(key, cluster, "RUNNING");
        }

        public override void Fail(Operation operation, OperationError error)
        {
            var key = ClusterKey(operation);
            var cluster = parent._context.State.Find(key)!;
            if (operation.Type == "CREATE_NODE_POOL")
            {
                // Like a cluster, a pool whose creation failed stays until it is deleted.
                var pool = (JsonObject)operation.Payload.Child("change")!.Child("arguments")!.DeepClone();
                pool["status"] = "ERROR";
                pool["statusMessage"] = error.Message;
                pool["conditions"] = new JsonArray(ContainerOperations.Condition(error));
                pool["$count"] = 0;
                ((JsonArray)cluster["nodePools"]!).Add(pool);
            }
            else
            {
                cluster["conditions"] = new JsonArray(ContainerOperations.Condition(error));
            }

            parent.Settle(key, cluster, "RUNNING");
        }
    }
}
