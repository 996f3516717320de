using System.Globalization;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Verification;

/// <summary>Every request between workloads must have been mutually authenticated, as the receiving sidecars counted them.</summary>
internal sealed class MutualTlsCheck(KubernetesClient client, string ns, TimeProvider time)
{
    private static readonly TimeSpan s_scrapeTime = TimeSpan.FromMinutes(3);

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var http = ServiceClient.Create(
            client, ObservabilityStackResource.Namespace, $"{ObservabilityStackResource.PrometheusRelease}-prometheus", "9090");
        var query = $$"""sum by (connection_security_policy, source_workload, destination_workload) (istio_requests_total{reporter="destination",destination_service_namespace="{{ns}}"})""";
        var started = time.GetTimestamp();
        var delay = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            var answer = await http.GetJsonAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}", cancellationToken).ConfigureAwait(false);
            var edges = (answer["data"]?["result"]?.AsArray() ?? []).OfType<JsonObject>().Where(r => Count(r) > 0).ToList();
            var plain = edges.Where(e => Label(e, "connection_security_policy") != "mutual_tls").ToList();
            if (plain.Count > 0)
            {
                throw new LifecycleException("requests without mutual TLS: " + string.Join(
                    ", ", plain.Select(e => $"{Label(e, "source_workload")} to {Label(e, "destination_workload")} ({Label(e, "connection_security_policy")})"))
                    + ". Look at the PeerAuthentication of the mesh and at pods without a sidecar.");
            }

            // productpage is called by the gateway, and calls details and reviews: fewer edges mean that not every sidecar was scraped yet.
            if (edges.Select(e => Label(e, "destination_workload")).Distinct().Count() >= 3)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{edges.Count} connections, {edges.Sum(Count):0} requests, all mutual_tls");
            }

            if (time.GetElapsedTime(started) > s_scrapeTime)
            {
                throw new LifecycleException(
                    $"Prometheus has requests of {edges.Count} connections in the namespace '{ns}' after {s_scrapeTime.TotalMinutes:0} min. "
                    + "Look at its targets: the PodMonitor 'envoy' must be selected, and the sidecars' port 15020 reachable.");
            }

            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, TimeSpan.FromSeconds(5).Ticks));
        }
    }

    private static string? Label(JsonObject series, string name) => (string?)series["metric"]?[name];

    private static double Count(JsonObject series) =>
        double.TryParse((string?)series["value"]?[1], CultureInfo.InvariantCulture, out var value) ? value : 0;
}
