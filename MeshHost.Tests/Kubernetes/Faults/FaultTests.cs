using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Tests.Kubernetes.Faults;

/// <summary>
/// Applying, waiting, watching and deleting while connections are cut, the server throttles, fails, is slow or is started anew. What the server
/// really did is read from the server itself. <c>MESHHOST_FAULT_RUNS</c> says how many seeds; 18, three of each weather, unless set.
/// </summary>
public sealed class FaultTests
{
    private static readonly GroupVersionKind s_configMap = new("", "v1", "ConfigMap");

    [Fact]
    public async Task Everything_converges_with_each_effect_once_and_nothing_lost_WhateverHappensOnTheWay()
    {
        int runs = int.Parse(Environment.GetEnvironmentVariable("MESHHOST_FAULT_RUNS") ?? "18", CultureInfo.InvariantCulture);
        for (int seed = 1; seed <= runs; seed++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            await using FaultWorld world = await FaultWorld.StartAsync(seed);
            try
            {
                await RunAsync(world);
            }
            catch (Exception exception) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"Seed {seed} ({world.Plan.Weather}; {world.Summary}): {exception}");
            }

            TestContext.Current.TestOutputHelper?.WriteLine(
                $"seed {seed}, {world.Plan.Weather}: {world.Summary}; operations run again: {world.Reruns}; {watch.Elapsed.TotalSeconds:0.0} s");
        }
    }

    private static async Task RunAsync(FaultWorld world)
    {
        ObjectSetApplier applier = new(world.Client);
        ApplySetOptions options = new() { PruneSetId = "faults" };
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        WatchedState watched = new();
        Task watching = watched.FollowAsync(world.Client, s_configMap, FaultSets.Namespace, stop.Token);
        await watched.UntilAsync([]);
        world.Break();

        await world.ConvergeAsync(() => applier.ApplyAsync(FaultSets.First(), options, null, stop.Token));
        IReadOnlyDictionary<string, string> first = world.Ledger.Take();
        Assert.Equal(4 * FaultSets.Each, first.Count);
        Assert.All(first, effect => Assert.Equal("ADDED", effect.Value));

        await world.ConvergeAsync(() => applier.ApplyAsync(FaultSets.Second(), options, null, stop.Token));
        Assert.Equal(FaultSets.Difference().OrderBy(effect => effect.Key, StringComparer.Ordinal), world.Ledger.Take().OrderBy(effect => effect.Key, StringComparer.Ordinal));

        ApplyResult again = await world.ConvergeAsync(() => applier.ApplyAsync(FaultSets.Second(), options, null, stop.Token));
        Assert.False(again.Changed);
        Assert.Empty(world.Ledger.Take());

        await WaitForDeploymentsAsync(world, stop.Token);
        await watched.UntilAsync(Versions(world.Api));

        ObjectReference[] all = [.. FaultSets.Second().Select(obj => obj.Reference).Where(reference => reference.Kind.Kind != "Namespace")];
        DeleteSetOptions delete = new() { Propagation = DeletePropagation.Background };
        await world.ConvergeAsync(async () =>
        {
            await applier.DeleteAsync(all, delete, null, stop.Token);
            return true;
        });
        IReadOnlyDictionary<string, string> gone = world.Ledger.Take();
        Assert.Equal(all.Length, gone.Count);
        Assert.All(gone, effect => Assert.Equal("DELETED", effect.Value));
        await watched.UntilAsync(Versions(world.Api));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    /// <summary>A controller reports the Deployments available one after the other; the waiter sees the last of them through all cuts.</summary>
    private static async Task WaitForDeploymentsAsync(FaultWorld world, CancellationToken cancellationToken)
    {
        ObjectReference[] deployments = [.. FaultSets.Second().Where(obj => obj.Kind == "Deployment").Select(obj => obj.Reference)];
        ConcurrentDictionary<string, string> reported = new();
        ReadinessWaitOptions options = new() { Timeout = TimeSpan.FromHours(1), Diagnose = false };
        Task<bool> waiting = world.ConvergeAsync(async () =>
        {
            await new ReadinessWaiter(world.Client, world.Client.Time).WaitAsync(deployments, options, new Recorder(reported), cancellationToken);
            return true;
        });
        foreach (ObjectReference deployment in deployments)
        {
            await world.Api.UpdateAsync("apps", "deployments", FaultSets.Namespace, deployment.Name, MakeAvailable, status: true, cancellationToken);
        }

        await waiting;
        Assert.All(deployments, deployment => Assert.Equal("Ready", reported[deployment.Name]));
    }

    private static bool MakeAvailable(JsonObject deployment)
    {
        deployment["status"] = new JsonObject
        {
            ["observedGeneration"] = deployment["metadata"]!["generation"]!.DeepClone(),
            ["replicas"] = 1,
            ["updatedReplicas"] = 1,
            ["readyReplicas"] = 1,
            ["availableReplicas"] = 1,
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Available", ["status"] = "True", ["reason"] = "MinimumReplicasAvailable" }),
        };
        return true;
    }

    private static Dictionary<string, string> Versions(IClusterApi api) =>
        api.List("", "configmaps", FaultSets.Namespace).Select(obj => new KubernetesObject(obj)).ToDictionary(obj => obj.Name, obj => obj.ResourceVersion!, StringComparer.Ordinal);

    /// <summary>Unlike <see cref="Progress{T}"/>, it is told in order and at once.</summary>
    private sealed class Recorder(ConcurrentDictionary<string, string> states) : IProgress<ObjectProgress>
    {
        public void Report(ObjectProgress value) => states[value.Object.Name] = value.State;
    }
}
