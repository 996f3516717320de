using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Kubelet;

/// <summary>The kubelets of all nodes: starts a worker for each pod that has a node, and ends it with the pod.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class KubeletService(ClusterRuntime cluster) : Controller(cluster.Context), IAsyncDisposable
{
    private static readonly TimeSpan s_longestStop = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ObjectKey, (string Uid, PodWorker Worker)> _workers = new();
    private readonly ImageRegistry _images = new();
    private readonly PodAddresses _addresses = new(cluster.Context);

    public override string Name => "kubelet";

    public override IReadOnlyList<WatchRule> Watches => [Own("", "pods")];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var pod = Api.Get("", "pods", key.Namespace, key.Name);
        if (_workers.TryGetValue(key, out var current) && pod?.Uid() != current.Uid)
        {
            await StopAsync(key, current.Worker).ConfigureAwait(false);
        }

        if (pod is null)
        {
            return null;
        }

        if (pod.IsTerminating())
        {
            await TerminateAsync(key, pod, cancellationToken).ConfigureAwait(false);
        }
        else if (pod.At("spec.nodeName").AsText() is { Length: > 0 } nodeName && !_workers.ContainsKey(key) && PodState.Phase(pod) is not ("Succeeded" or "Failed")
            && Api.Get("", "nodes", null, nodeName) is { } node)
        {
            var hostIp = node.At("status.addresses") is JsonArray addresses ? addresses.Objects().FirstOrDefault(item => item.Text("type") == "InternalIP").Text("address") ?? "" : "";
            var ip = pod.At("spec.hostNetwork").AsBoolean() == true ? hostIp : _addresses.Take();
            var worker = new PodWorker(pod, ip, hostIp, cluster, _images);
            _workers[key] = (pod.Uid() ?? "", worker);
            worker.Start();
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (key, (_, worker)) in _workers)
        {
            await StopAsync(key, worker).ConfigureAwait(false);
        }
    }

    private async Task TerminateAsync(ObjectKey key, JsonObject pod, CancellationToken cancellationToken)
    {
        if (_workers.TryGetValue(key, out var current))
        {
            await Api.RecordEventAsync(pod, "Normal", "Killing", $"Stopping container {(pod.At("spec.containers") as JsonArray).Objects().FirstOrDefault().Text("name")}", cancellationToken)
                .ConfigureAwait(false);

            // Programs end soon after SIGTERM; the grace period is only the longest that they may take.
            var grace = TimeSpan.FromSeconds(pod.At("metadata.deletionGracePeriodSeconds").AsInteger() ?? 30);
            await Clock.DelayAsync(grace < s_longestStop ? grace : s_longestStop, cancellationToken).ConfigureAwait(false);
            await StopAsync(key, current.Worker).ConfigureAwait(false);
        }

        await Api.DeleteAsync("", "pods", key.Namespace, key.Name, cancellationToken, gracePeriodSeconds: 0).ConfigureAwait(false);
    }

    private async Task StopAsync(ObjectKey key, PodWorker worker)
    {
        if (_workers.TryRemove(key, out _))
        {
            await worker.DisposeAsync().ConfigureAwait(false);
            _addresses.Return(worker.Ip);
        }
    }
}
