using System.Diagnostics;
using System.Diagnostics.Metrics;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Benchmarks.Kubernetes;

/// <summary>Waits for 500 objects of two kinds and counts the requests: a list and a watch per kind, whatever the number of objects.</summary>
internal static class WaitCost
{
    private const int EachKind = 250;

    public static async Task<int> RunAsync(string kubeconfig, CancellationToken cancellationToken)
    {
        await using KubernetesClient client = KubernetesClient.FromKubeconfig(Kubeconfig.Load(kubeconfig));
        string ns = $"wait-{Guid.NewGuid():N}"[..20];
        List<KubernetesObject> objects = [KubernetesObject.ParseYaml($"{{apiVersion: v1, kind: Namespace, metadata: {{name: {ns}}}}}")[0]];
        for (int i = 0; i < EachKind; i++)
        {
            objects.AddRange(KubernetesObject.ParseYaml($$"""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: c{{i}}, namespace: {{ns}} }
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: d{{i}}, namespace: {{ns}} }
                spec:
                  replicas: 0
                  selector:
                    matchLabels: {app: d{{i}} }
                  template:
                    metadata:
                      labels: {app: d{{i}} }
                    spec:
                      containers:
                      - name: app
                        image: registry.example.com/app
                """));
        }

        await new ObjectSetApplier(client).ApplyAsync(objects, new ApplySetOptions(), null, cancellationToken);
        long requests = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "k8s.client.request.duration")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref requests));
        listener.Start();
        Stopwatch watch = Stopwatch.StartNew();
        ObjectReference[] references = [.. objects.Skip(1).Select(obj => obj.Reference)];
        await new ReadinessWaiter(client).WaitAsync(references, new ReadinessWaitOptions(), null, cancellationToken);
        Console.WriteLine($"{references.Length} objects of 2 kinds: {watch.Elapsed.TotalSeconds:0.00} s, {requests} requests");
        await client.DeleteAsync(objects[0].Reference, null, cancellationToken);
        return 0;
    }
}
