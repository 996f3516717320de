using System.Globalization;
using System.Runtime.CompilerServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MeshHost.Lifecycle.Running;
using MeshHost.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Resources.Lifecycle;

/// <summary>A rollout's work grows with the nodes and their dependencies. Counted, not timed.</summary>
public sealed class RolloutScaleTests : HostTest
{
    private const int Dependencies = 3;

    [Fact]
    public async Task Work_grows_with_the_edges()
    {
        // Quadratic work would be 64 times as much.
        var few = await CountAsync(50);
        var many = await CountAsync(400);

        Assert.Equal((0, 0), (few.HostWaits, many.HostWaits));
        Assert.InRange(many.Asked, few.Asked, 10 * few.Asked);
    }

    [Fact]
    public async Task Start_of_a_node_costs_the_same_among_many()
    {
        // An event makes a list of its type's subscriptions: with one of each node it would be 8 times as long.
        var few = await AllocatedByStartsAsync(50);
        var many = await AllocatedByStartsAsync(400);

        Assert.InRange(many / 400, 0, 2 * few / 50);
    }

    [Fact]
    public void Failure_is_described_once_for_all_that_it_blocks()
    {
        const int Blocked = 2_000;
        var asked = new StrongBox<long>();
        List<NodeOutcome> nodes = [new NodeOutcome("root", NodeStatus.Failed, "broken", TimeSpan.Zero)];
        nodes.AddRange(Enumerable.Range(0, Blocked).Select(i => new NodeOutcome(Name(i), NodeStatus.Blocked, "'root' failed", TimeSpan.Zero)));

        var text = new RolloutResult(new CountedList<NodeOutcome>(nodes, asked), TimeSpan.Zero).Describe();

        Assert.StartsWith("'root' failed: broken\nnot tried because of that: n0, n1", text, StringComparison.Ordinal);
        Assert.InRange(asked.Value, nodes.Count, 10 * nodes.Count);
    }

    private static string Name(int node) => string.Create(CultureInfo.InvariantCulture, $"n{node}");

    private static async Task<long> AllocatedByStartsAsync(int nodes)
    {
        var builder = CreateBuilder();
        var lifecycle = new ScriptedLifecycle();
        for (var node = 0; node < nodes; node++)
        {
            builder.AddResource(new Widget(Name(node))).WithLifecycle(lifecycle);
        }

        await using var application = await OpenAsync(builder);
        var services = application.Services;
        var eventing = services.GetRequiredService<IDistributedApplicationEventing>();
        var starts = services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<Widget>().Select(r => new InitializeResourceEvent(
            r, eventing, services.GetRequiredService<ResourceLoggerService>(), services.GetRequiredService<ResourceNotificationService>(), services)).ToList();
        await eventing.PublishAsync(starts[0], TestContext.Current.CancellationToken);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var published = starts.Skip(1).Select(s => eventing.PublishAsync(s, TestContext.Current.CancellationToken)).ToList();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await Task.WhenAll(published);
        Assert.True((await services.GetRequiredService<RolloutTracker>().Completion.DefaultTimeout()).Succeeded);
        return allocated;
    }

    private static async Task<(long Asked, int HostWaits)> CountAsync(int nodes)
    {
        var asked = new StrongBox<long>();
        var hostWaits = 0;
        var builder = CreateBuilder();
        builder.Eventing.Subscribe<BeforeResourceStartedEvent>((_, _) =>
        {
            Interlocked.Increment(ref hostWaits);
            return Task.CompletedTask;
        });
        var lifecycle = new CountedLifecycle();
        var all = new List<IResourceBuilder<CountedWidget>>();
        for (var node = 0; node < nodes; node++)
        {
            var added = builder.AddResource(new CountedWidget(Name(node), asked)).WithLifecycle(lifecycle);
            for (var dependency = Math.Max(0, node - Dependencies); dependency < node; dependency++)
            {
                added.DependsOn(all[dependency]);
            }

            all.Add(added);
        }

        await using var application = await OpenAsync(builder);

        // The declaration is the host's: each resource that is added is compared with those before it.
        var before = Interlocked.Read(ref asked.Value);
        Assert.True((await RolloutAsync(application)).Succeeded);
        return (Interlocked.Read(ref asked.Value) - before, hostWaits);
    }
}
