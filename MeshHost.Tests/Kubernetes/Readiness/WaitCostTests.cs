using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Readiness;
using MeshHost.Tests.Emulator.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Readiness;

public sealed class WaitCostTests
{
    private const int EachKind = 250;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waiting_for_500_objects_costs_one_list_and_one_watch_per_kind()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        List<ObjectReference> objects = [];
        for (int i = 0; i < EachKind; i++)
        {
            await cluster.Api.CreateAsync(InDefault(TestCluster.Deployment($"d{i}")), Cancellation);
            await cluster.Api.CreateAsync(InDefault(TestCluster.Json($$$"""
                {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"c{{{i}}}"},
                 "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"} } } }
                """)), Cancellation);
            objects.Add(new ObjectReference(new GroupVersionKind("apps", "v1", "Deployment"), $"d{i}", "default"));
            objects.Add(new ObjectReference(new GroupVersionKind("", "v1", "PersistentVolumeClaim"), $"c{i}", "default"));
        }

        using CountingHandler counter = new(new() { Server = cluster.Server.Endpoint, CertificateAuthority = System.Text.Encoding.ASCII.GetBytes(cluster.Server.CertificateAuthorityPem) });
        await using KubernetesClient client = new(new KubernetesClientOptions { Server = cluster.Server.Endpoint, Handler = counter });
        Task waiting = new ReadinessWaiter(client).WaitAsync(objects, new ReadinessWaitOptions { Timeout = TimeSpan.FromMinutes(5) }, null, Cancellation);
        await counter.WatchesAsync(2).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
        for (int i = 0; i < EachKind; i++)
        {
            await cluster.Api.UpdateAsync("apps", "deployments", "default", $"d{i}", MakeAvailable, status: true, Cancellation);
            await cluster.Api.UpdateAsync("", "persistentvolumeclaims", "default", $"c{i}", claim =>
            {
                claim["status"] = new JsonObject { ["phase"] = "Bound" };
                return true;
            }, status: true, Cancellation);
        }

        await waiting;
        Assert.Equal(
            [
                "/api/v1/namespaces/default/persistentvolumeclaims list", "/api/v1/namespaces/default/persistentvolumeclaims watch",
                "/apis/apps/v1/namespaces/default/deployments list", "/apis/apps/v1/namespaces/default/deployments watch",
            ],
            counter.Requests.Order(StringComparer.Ordinal));
    }

    private static JsonObject InDefault(JsonObject obj)
    {
        obj["metadata"]!["namespace"] = "default";
        return obj;
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
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Available", ["status"] = "True" }),
        };
        return true;
    }

    /// <summary>Counts the requests for objects; what is asked once to learn what the cluster serves is not counted.</summary>
    private sealed class CountingHandler(KubernetesClientOptions options) : DelegatingHandler(HandlerFactory.Create(options))
    {
        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _wanted = int.MaxValue;

        public ConcurrentBag<string> Requests { get; } = [];

        /// <summary>Completes when so many watches are open.</summary>
        public Task WatchesAsync(int count)
        {
            Volatile.Write(ref _wanted, count);
            Check();
            return _enough.Task;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            string path = request.RequestUri!.AbsolutePath;
            if (path.Contains("/namespaces/", StringComparison.Ordinal))
            {
                Requests.Add($"{path} {(request.RequestUri.Query.Contains("watch=true", StringComparison.Ordinal) ? "watch" : "list")}");
                Check();
            }

            return response;
        }

        private void Check()
        {
            if (Requests.Count(request => request.EndsWith("watch", StringComparison.Ordinal)) >= Volatile.Read(ref _wanted))
            {
                _enough.TrySetResult();
            }
        }
    }
}
