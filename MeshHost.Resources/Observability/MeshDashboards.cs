namespace MeshHost.Resources.Observability;

/// <summary>The dashboards of the mesh: as a whole, per service, per workload, and of the control plane.</summary>
internal static class MeshDashboards
{
    private const string Service = """{reporter="destination",destination_service=~"$service"}""";

    private const string Workload = """{reporter="destination",destination_workload_namespace=~"$namespace",destination_workload=~"$workload"}""";

    public static IReadOnlyList<MeshDashboard> All { get; } =
    [
        new("istio-mesh", "Istio / Mesh", new Dictionary<string, string>(),
        [
            new("Requests", """sum(rate(istio_requests_total{reporter="destination"}[1m])) by (destination_service_name)""", "{{destination_service_name}}", "reqps"),
            new("Success rate", """sum(rate(istio_requests_total{reporter="destination",response_code!~"5.*"}[1m])) / sum(rate(istio_requests_total{reporter="destination"}[1m]))""", "not 5xx", "percentunit"),
            new("Errors", """sum(rate(istio_requests_total{reporter="destination",response_code=~"4.*|5.*"}[1m])) by (destination_service_name, response_code)""", "{{destination_service_name}} {{response_code}}", "reqps"),
            new("Latency, 95th percentile", """histogram_quantile(0.95, sum(rate(istio_request_duration_milliseconds_bucket{reporter="destination"}[1m])) by (le, destination_service_name))""", "{{destination_service_name}}", "ms"),
            new("Mutual TLS", """sum(rate(istio_requests_total{reporter="destination"}[1m])) by (connection_security_policy)""", "{{connection_security_policy}}", "reqps"),
            new("TCP bytes sent", """sum(rate(istio_tcp_sent_bytes_total{reporter="destination"}[1m])) by (destination_service_name)""", "{{destination_service_name}}", "Bps"),
        ]),
        new("istio-service", "Istio / Service", new Dictionary<string, string> { ["service"] = "label_values(istio_requests_total, destination_service)" },
        [
            new("Requests by source", $"sum(rate(istio_requests_total{Service}[1m])) by (source_workload, response_code)", "{{source_workload}} {{response_code}}", "reqps"),
            new("Requests by version", $"sum(rate(istio_requests_total{Service}[1m])) by (destination_workload, destination_version)", "{{destination_workload}} {{destination_version}}", "reqps"),
            new("Latency, median", $"histogram_quantile(0.5, sum(rate(istio_request_duration_milliseconds_bucket{Service}[1m])) by (le, source_workload))", "{{source_workload}}", "ms"),
            new("Latency, 99th percentile", $"histogram_quantile(0.99, sum(rate(istio_request_duration_milliseconds_bucket{Service}[1m])) by (le, source_workload))", "{{source_workload}}", "ms"),
        ]),
        new("istio-workload", "Istio / Workload", new Dictionary<string, string>
        {
            ["namespace"] = "label_values(istio_requests_total, destination_workload_namespace)",
            ["workload"] = "label_values(istio_requests_total{destination_workload_namespace=~\"$namespace\"}, destination_workload)",
        },
        [
            new("Requests", $"sum(rate(istio_requests_total{Workload}[1m])) by (destination_workload, response_code)", "{{destination_workload}} {{response_code}}", "reqps"),
            new("Latency, 95th percentile", $"histogram_quantile(0.95, sum(rate(istio_request_duration_milliseconds_bucket{Workload}[1m])) by (le, destination_workload))", "{{destination_workload}}", "ms"),
            new("Request size, 95th percentile", $"histogram_quantile(0.95, sum(rate(istio_request_bytes_bucket{Workload}[1m])) by (le, destination_workload))", "{{destination_workload}}", "bytes"),
            new("Response size, 95th percentile", $"histogram_quantile(0.95, sum(rate(istio_response_bytes_bucket{Workload}[1m])) by (le, destination_workload))", "{{destination_workload}}", "bytes"),
        ]),
        new("istio-control-plane", "Istio / Control plane", new Dictionary<string, string>(),
        [
            new("Pushes", "sum(rate(pilot_xds_pushes[1m])) by (type)", "{{type}}", "ops"),
            new("Convergence, 99th percentile", "histogram_quantile(0.99, sum(rate(pilot_proxy_convergence_time_bucket[1m])) by (le))", "p99", "s"),
            new("Connected proxies", "sum(pilot_xds)", "proxies", "short"),
            new("Rejected configuration", "sum(rate(pilot_total_xds_rejects[1m])) by (type)", "{{type}}", "ops"),
            new("Injection", "sum(rate(sidecar_injection_success_total[1m]))", "injected", "ops"),
            new("Injection failures", "sum(rate(sidecar_injection_failure_total[1m]))", "failed", "ops"),
        ]),
    ];
}
