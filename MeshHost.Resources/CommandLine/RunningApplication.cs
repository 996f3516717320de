using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Resources.Clusters;
using MeshHost.Resources.Lifecycle;
using MeshHost.Resources.Rollout;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Resources.CommandLine;

/// <summary>A started application with the operations of the command line. Uses the application model's services only, so that it works on every host.</summary>
internal sealed class RunningApplication(DistributedApplication application) : IAsyncDisposable
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    private readonly IServiceProvider _services = application.Services;

    /// <summary>Gets the nodes and who waits for whom.</summary>
    public LifecycleGraph Graph => _services.GetRequiredService<LifecycleGraph>();

    /// <summary>Gets how the rollout ended, or <see langword="null"/> while it goes on.</summary>
    public RolloutResult? Outcome => Tracker.Completion is { IsCompletedSuccessfully: true } done ? done.Result : null;

    private RolloutTracker Tracker => _services.GetRequiredService<RolloutTracker>();

    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => application.WaitForShutdownAsync(cancellationToken);

    public Task<RolloutResult> WaitForRolloutAsync(CancellationToken cancellationToken) => Tracker.Completion.WaitAsync(cancellationToken);

    public Task<IReadOnlyList<NodePlan>> PlanAsync(CancellationToken cancellationToken) =>
        _services.GetRequiredService<Planner>().PlanAsync(cancellationToken);

    public async Task<NodePlan> PlanAsync(string node, CancellationToken cancellationToken) =>
        new(node, await _services.GetRequiredService<Planner>().PlanAsync(Find(node), cancellationToken).ConfigureAwait(false));

    public Task<TearDownResult> TearDownAsync(CancellationToken cancellationToken) =>
        _services.GetRequiredService<TearDown>().RunAsync(cancellationToken);

    public Task<IReadOnlyList<NodeOutcome>> VerifyAsync(CancellationToken cancellationToken) => EachAsync(
        Graph.Nodes.Where(n => n.Resource is VerificationResource),
        "verify",
        async (node, context) =>
        {
            await node.Lifecycle.ProvisionAsync(context).ConfigureAwait(false);
            return null;
        },
        cancellationToken);

    public Task<IReadOnlyList<NodeOutcome>> CheckHealthAsync(CancellationToken cancellationToken) => EachAsync(
        Graph.Nodes,
        "check",
        async (node, context) =>
        {
            var result = await node.Lifecycle.CheckHealthAsync(context).ConfigureAwait(false);
            return result.Status is HealthStatus.Healthy ? null : result.Description ?? result.Status.ToString();
        },
        cancellationToken);

    /// <summary>The objects of a node as YAML documents.</summary>
    public Task<string> RenderAsync(string name, CancellationToken cancellationToken)
    {
        var node = Find(name);
        return _services.GetRequiredService<LifecycleDriver>().RunStepAsync(
            node,
            "render",
            context => node.Lifecycle.RenderAsync(context)
                ?? throw new LifecycleException($"'{name}' is not made of Kubernetes objects, so there is nothing to render."),
            cancellationToken);
    }

    /// <summary>The objects in the cluster of a node, or of all nodes below a parent, as far as they are there.</summary>
    public async Task<IReadOnlyList<ResourceWorkloads>> FindWorkloadsAsync(string name, CancellationToken cancellationToken)
    {
        var model = _services.GetRequiredService<DistributedApplicationModel>();
        var resource = model.Resources.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw NoNode(name);
        var nodes = Graph.Nodes.Where(n => IsBelow(n.Resource, resource));
        var driver = _services.GetRequiredService<LifecycleDriver>();
        var found = await Task.WhenAll(nodes.Select(n =>
            driver.RunStepAsync(n, "find workloads of", n.Lifecycle.FindWorkloadsAsync, cancellationToken))).ConfigureAwait(false);
        return [.. found.OfType<ResourceWorkloads>()];

        static bool IsBelow(IResource? resource, IResource ancestor)
        {
            for (; resource is not null && !ReferenceEquals(resource, ancestor); resource = (resource as IResourceWithParent)?.Parent)
            {
            }

            return resource is not null;
        }
    }

    /// <summary>The kubeconfig of the graph's cluster, or of the one of that name.</summary>
    public async Task<(string Cluster, Kubeconfig Config)> GetKubeconfigAsync(string? name, CancellationToken cancellationToken)
    {
        var clusters = _services.GetRequiredService<DistributedApplicationModel>().Resources.Where(r => r is IKubernetesCluster).ToList();
        var names = string.Join(", ", clusters.Select(c => c.Name));
        var wanted = clusters.Where(c => name is null || string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)).ToList() switch
        {
            [var one] => one,
            [] => throw new LifecycleException(clusters.Count == 0 ? "The graph has no cluster." : $"There is no cluster '{name}'. There is {names}."),
            _ => throw new LifecycleException($"The graph has several clusters. Give --cluster with one of {names}."),
        };
        return (wanted.Name, await ((IKubernetesCluster)wanted).GetKubeconfigAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Stops the host, and gives its nodes a moment to say what is half done.</summary>
    /// <returns>The outcome; <see langword="null"/> when a node did not end in time.</returns>
    public async Task<RolloutResult?> StopAsync()
    {
        await application.StopAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            return await Tracker.Completion.WaitAsync(s_farewell, _services.GetRequiredService<TimeProvider>()).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
    }

    private LifecycleNode Find(string name) => Graph.Find(name) ?? throw NoNode(name);

    private static LifecycleException NoNode(string name) => new($"There is no node '{name}'. The command 'graph' lists the nodes.");

    private async Task<IReadOnlyList<NodeOutcome>> EachAsync(
        IEnumerable<LifecycleNode> nodes, string step, Func<LifecycleNode, LifecycleContext, Task<string?>> run, CancellationToken cancellationToken)
    {
        var driver = _services.GetRequiredService<LifecycleDriver>();
        var time = _services.GetRequiredService<TimeProvider>();
        return await Task.WhenAll(nodes.Select(async node =>
        {
            var started = time.GetTimestamp();
            try
            {
                var problem = await driver.RunStepAsync(node, step, context => run(node, context), cancellationToken).ConfigureAwait(false);
                return new NodeOutcome(node.Name, problem is null ? NodeStatus.Healthy : NodeStatus.Failed, problem, time.GetElapsedTime(started));
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                return new NodeOutcome(node.Name, NodeStatus.Failed, exception.Message, time.GetElapsedTime(started));
            }
        })).ConfigureAwait(false);
    }
}
