using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Resources.Observability;

/// <summary>What feeds the stack and what exposes it.</summary>
internal static class ObservabilityManifests
{
    /// <summary>Scrapes istiod by its Service and every sidecar and gateway by its pod.</summary>
    public static string Scraping() => $$"""
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata:
          name: istiod
          namespace: {{ObservabilityStackResource.Namespace}}
        spec:
          jobLabel: istio
          targetLabels: [app]
          selector:
            matchExpressions:
            - {key: istio, operator: In, values: [pilot]}
          namespaceSelector:
            any: true
          endpoints:
          - port: http-monitoring
            interval: 15s
        ---
        apiVersion: monitoring.coreos.com/v1
        kind: PodMonitor
        metadata:
          name: envoy
          namespace: {{ObservabilityStackResource.Namespace}}
        spec:
          jobLabel: envoy
          selector:
            matchExpressions:
            - {key: istio-prometheus-ignore, operator: DoesNotExist}
          namespaceSelector:
            any: true
          podMetricsEndpoints:
          - path: /stats/prometheus
            interval: 15s
            relabelings:
            - action: keep
              sourceLabels: [__meta_kubernetes_pod_container_name]
              regex: istio-proxy
            - action: keep
              sourceLabels: [__meta_kubernetes_pod_annotationpresent_prometheus_io_scrape]
            - action: replace
              regex: (\d+);(([A-Fa-f0-9]{1,4}::?){1,7}[A-Fa-f0-9]{1,4})
              replacement: '[$2]:$1'
              sourceLabels: [__meta_kubernetes_pod_annotation_prometheus_io_port, __meta_kubernetes_pod_ip]
              targetLabel: __address__
            - action: replace
              regex: (\d+);((([0-9]+?)(\.|$)){4})
              replacement: $2:$1
              sourceLabels: [__meta_kubernetes_pod_annotation_prometheus_io_port, __meta_kubernetes_pod_ip]
              targetLabel: __address__
            - sourceLabels: [__meta_kubernetes_namespace]
              action: replace
              targetLabel: namespace
            - sourceLabels: [__meta_kubernetes_pod_name]
              action: replace
              targetLabel: pod
        """;

    /// <summary>Dashboards of our own for the mesh, found by Grafana's side container through their label.</summary>
    public static string Dashboards() => string.Join("\n---\n", MeshDashboards.All.Select(dashboard => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{dashboard.Name}}
          namespace: {{ObservabilityStackResource.Namespace}}
          labels:
            grafana_dashboard: "1"
        data:
          {{dashboard.Name}}.json: '{{dashboard.ToJson().Replace("'", "''", StringComparison.Ordinal)}}'
        """));

    /// <summary>
    /// Denies the tools' hosts to everybody outside the given networks. The authority's HTTP-01 challenge stays reachable,
    /// because a certificate that cannot be renewed closes the tools to everybody.
    /// </summary>
    public static string Access(string domain, IReadOnlyList<string>? networks)
    {
        var hosts = string.Join(", ", ObservabilityTool.All.SelectMany(t => new[] { $"\"{t.Name}.{domain}\"", $"\"{t.Name}.{domain}:*\"" }));
        var rules = networks is null
            ? "  rules: []"
            : $$"""
                rules:
                - from:
                  - source:
                      notIpBlocks: [{{string.Join(", ", networks.Select(n => $"\"{n}\""))}}]
                  to:
                  - operation:
                      hosts: [{{hosts}}]
                      notPaths: ["/.well-known/acme-challenge/*"]
              """;
        return $$"""
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata:
              name: observability-access
              namespace: {{IstioMeshResource.IngressNamespace}}
            spec:
              selector:
                matchLabels:
                  istio: {{IstioMeshResource.IngressSelector}}
              action: DENY
            {{rules}}
            """;
    }

    /// <summary>One Gateway for all tools: a listener that redirects to HTTPS, and one with TLS for each host.</summary>
    public static string Gateway(string domain)
    {
        var servers = string.Join('\n', ObservabilityTool.All.Select(t => $$"""
              - port:
                  number: {{IstioMeshResource.HttpsPort}}
                  name: https-{{t.Name}}
                  protocol: HTTPS
                hosts:
                - "{{t.Name}}.{{domain}}"
                tls:
                  mode: SIMPLE
                  credentialName: {{t.Name}}-tls
            """));
        return $$"""
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata:
              name: observability-gateway
              namespace: {{IstioMeshResource.IngressNamespace}}
            spec:
              selector:
                istio: {{IstioMeshResource.IngressSelector}}
              servers:
              - port:
                  number: {{IstioMeshResource.HttpPort}}
                  name: http-observability
                  protocol: HTTP
                hosts: [{{string.Join(", ", ObservabilityTool.All.Select(t => $"\"{t.Name}.{domain}\""))}}]
                tls:
                  httpsRedirect: true
            {{servers}}
            """;
    }

    /// <summary>Routes a tool's host to its Service.</summary>
    public static string Route(ObservabilityTool tool, string domain) => $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: {{tool.Name}}
          namespace: {{IstioMeshResource.IngressNamespace}}
        spec:
          hosts:
          - "{{tool.Name}}.{{domain}}"
          gateways:
          - observability-gateway
          http:
          - route:
            - destination:
                host: {{tool.Service}}
                port:
                  number: {{tool.Port}}
        """;
}
