using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Resources.Clusters;
using Microsoft.Extensions.Logging;

namespace MeshHost.Resources.Gke;

/// <summary>
/// Before a cluster is deleted: has it give back its load balancers and volumes. Their controllers die with the cluster, and what they made would
/// go on costing money.
/// </summary>
internal sealed partial class InClusterCleanup(IKubernetesCluster cluster, LifecycleContext context)
{
    private static readonly GroupVersionKind s_service = new("", "v1", "Service");

    private static readonly GroupVersionKind s_claim = new("", "v1", "PersistentVolumeClaim");

    private static readonly TimeSpan s_balancerPatience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan s_claimPatience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_connectPatience = TimeSpan.FromSeconds(15);

    /// <summary>Cleans up as far as the cluster can be reached. What stays is left to the sweep.</summary>
    public async Task RunAsync()
    {
        try
        {
            using var connect = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            connect.CancelAfter(s_connectPatience);
            var client = await cluster.GetKubernetesClientAsync(connect.Token).ConfigureAwait(false);
            await client.GetVersionAsync(connect.Token).ConfigureAwait(false);
            await DeleteAsync(client, s_service, "load balancer service", s_balancerPatience, o => o["spec.type"]?.GetValue<string>() == "LoadBalancer").ConfigureAwait(false);
            await DeleteAsync(client, s_claim, "volume claim", s_claimPatience, _ => true).ConfigureAwait(false);
        }
        catch (Exception ex) when (!context.CancellationToken.IsCancellationRequested)
        {
            Log.Unreachable(context.Logger, cluster.ClusterName, ex.Message);
        }
    }

    private async Task DeleteAsync(KubernetesClient client, GroupVersionKind kind, string what, TimeSpan patience, Func<KubernetesObject, bool> which)
    {
        var cancellation = context.CancellationToken;
        var started = context.Time.GetTimestamp();
        var delay = TimeSpan.FromMilliseconds(50);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var left = (await client.ListAsync(kind, null, null, cancellation).ConfigureAwait(false)).Where(which).ToArray();
            if (left.Length == 0)
            {
                return;
            }

            var names = string.Join(", ", left.Select(o => $"{o.Namespace}/{o.Name}"));
            if (context.Time.GetElapsedTime(started) > patience)
            {
                Log.StillThere(context.Logger, what, names);
                return;
            }

            context.Report($"waiting until the cluster has removed the {what}s {names}");
            foreach (var obj in left.Where(o => asked.Add(o.Uid ?? o.Name)))
            {
                await client.DeleteAsync(obj.Reference, null, cancellation).ConfigureAwait(false);
            }

            await Task.Delay(delay, context.Time, cancellation).ConfigureAwait(false);
            delay = delay < TimeSpan.FromSeconds(2) ? delay * 2 : delay;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster '{Cluster}' cannot be reached to give back its load balancers and volumes; they are swept afterwards: {Reason}")]
        public static partial void Unreachable(ILogger logger, string cluster, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Still there, although deleted: {What} {Names}")]
        public static partial void StillThere(ILogger logger, string what, string names);
    }
}
