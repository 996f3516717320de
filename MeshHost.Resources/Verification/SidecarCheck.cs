using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Verification;

/// <summary>Every pod of the namespace must run with its sidecar: 2/2.</summary>
internal sealed class SidecarCheck(KubernetesClient client, string ns)
{
    private const string Proxy = "istio-proxy";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var pods = await client.ListAsync(new GroupVersionKind("", "v1", "Pod"), ns, options: null, cancellationToken).ConfigureAwait(false);
        var alive = pods.Where(p => p.Json["metadata"]?["deletionTimestamp"] is null).ToList();
        if (alive.Count == 0)
        {
            throw new LifecycleException($"the namespace '{ns}' has no pods");
        }

        foreach (var pod in alive)
        {
            // A sidecar may be an init container that goes on running, which Istio uses on clusters that know them.
            var statuses = Statuses(pod, "containerStatuses").Concat(Statuses(pod, "initContainerStatuses").Where(s => (string?)s["name"] == Proxy)).ToList();
            var ready = statuses.Count(s => (bool?)s["ready"] is true);
            if (!statuses.Any(s => (string?)s["name"] == Proxy))
            {
                throw new LifecycleException(
                    $"the pod '{pod.Name}' has no sidecar: it was made before the injector was ready or its namespace labelled. Restart its Deployment.");
            }

            if (ready != statuses.Count)
            {
                throw new LifecycleException(string.Create(CultureInfo.InvariantCulture, $"the pod '{pod.Name}' is {ready}/{statuses.Count}"));
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{alive.Count} pods 2/2");
    }

    private static IEnumerable<JsonObject> Statuses(KubernetesObject pod, string name) =>
        pod.Json["status"]?[name]?.AsArray().OfType<JsonObject>() ?? [];
}
