using System.Globalization;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Verification;

/// <summary>At least one trace must span productpage, details, reviews and ratings.</summary>
internal sealed class TraceCheck(KubernetesClient client, string ns, TimeProvider time, Func<CancellationToken, Task> request)
{
    private static readonly string[] s_services = ["productpage", "details", "reviews", "ratings"];

    private static readonly TimeSpan s_exportTime = TimeSpan.FromMinutes(2);

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var http = ServiceClient.Create(client, IstioMeshResource.SystemNamespace, "jaeger-query", "16686");
        var started = time.GetTimestamp();
        var delay = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            var answer = await http.GetJsonAsync($"/api/traces?service=productpage.{ns}&limit=100&lookback=1h", cancellationToken).ConfigureAwait(false);
            var traces = (answer["data"]?.AsArray() ?? []).OfType<JsonObject>().ToList();
            foreach (var trace in traces)
            {
                var found = Services(trace);
                if (s_services.All(s => found.Contains($"{s}.{ns}")))
                {
                    return string.Create(
                        CultureInfo.InvariantCulture, $"trace {(string?)trace["traceID"]} spans {found.Count} services in {trace["spans"]!.AsArray().Count} spans");
                }
            }

            if (time.GetElapsedTime(started) > s_exportTime)
            {
                throw new LifecycleException(
                    $"none of {traces.Count} traces spans {string.Join(", ", s_services)} after {s_exportTime.TotalMinutes:0} min. "
                    + "Look at meshConfig.extensionProviders, the Telemetry 'mesh-default', and whether the sidecars reach jaeger-collector:9411.");
            }

            // Only two of three versions of reviews call ratings, and sampling may leave requests out: ask for more of them.
            await request(cancellationToken).ConfigureAwait(false);
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, TimeSpan.FromSeconds(5).Ticks));
        }
    }

    private static HashSet<string> Services(JsonObject trace)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, process) in trace["processes"]?.AsObject() ?? [])
        {
            names[id] = (string?)process?["serviceName"] ?? "";
        }

        return [.. (trace["spans"]?.AsArray() ?? []).Select(s => names.GetValueOrDefault((string?)s?["processID"] ?? "", ""))];
    }
}
