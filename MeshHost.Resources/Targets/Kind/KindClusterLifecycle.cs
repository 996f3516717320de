using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Targets.Kind;

/// <summary>Makes a cluster with kind, checks it, and deletes it. A cluster that somebody else made is neither used nor deleted.</summary>
internal sealed class KindClusterLifecycle : IResourceLifecycle<KindClusterResource>
{
    public async Task<ResourcePlan> PlanAsync(KindClusterResource resource, LifecycleContext context)
    {
        var cluster = resource.Cluster;
        await cluster.Tools.CheckAsync(context.CancellationToken).ConfigureAwait(false);
        if (await cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is not { } client)
        {
            return ResourcePlan.Create($"kind cluster {cluster.ClusterName}");
        }

        await RequireOursAsync(cluster, client, "It is left alone", context.CancellationToken).ConfigureAwait(false);
        return ResourcePlan.NoChanges;
    }

    public async Task ProvisionAsync(KindClusterResource resource, LifecycleContext context)
    {
        var cluster = resource.Cluster;
        await cluster.Tools.CheckAsync(context.CancellationToken).ConfigureAwait(false);
        if (!await cluster.Tools.ExistsAsync(cluster.ClusterName, context.CancellationToken).ConfigureAwait(false))
        {
            context.Report("creating the cluster in Docker");
            var configuration = KindConfiguration.Write(cluster.ClusterName, cluster.Options);
            await cluster.ResetAsync().ConfigureAwait(false);
            await cluster.Tools.CreateAsync(cluster.ClusterName, configuration, line => Report(context, line), context.CancellationToken).ConfigureAwait(false);
        }

        var client = await cluster.GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        await RequireOursAsync(cluster, client, "It is left alone", context.CancellationToken).ConfigureAwait(false);
        var version = await client.GetVersionAsync(context.CancellationToken).ConfigureAwait(false);
        await context.SetPropertyAsync("kubernetes.version", version.GitVersion).ConfigureAwait(false);
        await context.SetPropertyAsync("kind.cluster", cluster.ClusterName).ConfigureAwait(false);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(KindClusterResource resource, LifecycleContext context)
    {
        var client = await resource.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        if (client is null)
        {
            return HealthCheckResult.Unhealthy($"There is no kind cluster '{resource.Cluster.ClusterName}' any more.");
        }

        var nodes = await client.ListAsync(new GroupVersionKind("", "v1", "Node"), null, null, context.CancellationToken).ConfigureAwait(false);
        var unready = nodes.Where(node => Kubernetes.Readiness.ObjectReadiness.Evaluate(node).State is not Kubernetes.Readiness.ReadinessState.Ready).Select(node => node.Name).ToList();
        return unready.Count == 0
            ? HealthCheckResult.Healthy($"{nodes.Count} node{(nodes.Count == 1 ? "" : "s")} ready")
            : HealthCheckResult.Unhealthy($"Not ready: {string.Join(", ", unready)}");
    }

    public async Task DestroyAsync(KindClusterResource resource, LifecycleContext context)
    {
        var cluster = resource.Cluster;
        await cluster.Tools.CheckAsync(context.CancellationToken).ConfigureAwait(false);
        if (await cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is not { } client)
        {
            return;
        }

        await RequireOursAsync(cluster, client, "It is not deleted", context.CancellationToken).ConfigureAwait(false);
        context.Report("deleting the cluster");
        await cluster.Tools.DeleteAsync(cluster.ClusterName, context.CancellationToken).ConfigureAwait(false);
        await cluster.ResetAsync().ConfigureAwait(false);
    }

    private static async Task RequireOursAsync(KindCluster cluster, KubernetesClient client, string consequence, CancellationToken cancellationToken)
    {
        if (!await cluster.IsOursAsync(client, cancellationToken).ConfigureAwait(false))
        {
            throw new LifecycleException(
                $"A kind cluster '{cluster.ClusterName}' exists that MeshHost did not make: no node of it has the label '{KindConfiguration.OwnerLabel}'. {consequence}. "
                + $"Use it with --target kubeconfig --context kind-{cluster.ClusterName}, or delete it with 'kind delete cluster --name {cluster.ClusterName}'.");
        }
    }

    // kind decorates its lines: " ✓ Preparing nodes 📦 ", " • Starting control-plane 🕹️  ...".
    private static void Report(LifecycleContext context, string line)
    {
        var plain = new string([.. line.Where(char.IsAscii)]).Trim(' ', '.');
        if (plain.Length > 0)
        {
            context.Report(plain);
        }
    }
}
