namespace MeshHost.Resources.Charts;

/// <summary>The public charts that the graph is made of, at the versions that it was made for.</summary>
public static class KnownCharts
{
    private static readonly Uri s_istio = new("https://istio-release.storage.googleapis.com/charts");
    private static readonly Uri s_jetstack = new("https://charts.jetstack.io");
    private static readonly Uri s_prometheus = new("https://prometheus-community.github.io/helm-charts");
    private static readonly Uri s_kiali = new("https://kiali.org/helm-charts");
    private static readonly Uri s_jaeger = new("https://jaegertracing.github.io/helm-charts");

    /// <summary>Gets Istio's custom resource definitions.</summary>
    public static ChartReference IstioBase { get; } = new("istio", s_istio, "base", "1.29.2");

    /// <summary>Gets Istio's control plane.</summary>
    public static ChartReference Istiod { get; } = new("istio", s_istio, "istiod", "1.29.2");

    /// <summary>Gets Istio's gateway.</summary>
    public static ChartReference IstioGateway { get; } = new("istio", s_istio, "gateway", "1.29.2");

    /// <summary>Gets cert-manager.</summary>
    public static ChartReference CertManager { get; } = new("jetstack", s_jetstack, "cert-manager", "v1.17.0");

    /// <summary>Gets Prometheus, Alertmanager and Grafana with their operator. The how-to pins no version; this is the one the values were checked with.</summary>
    public static ChartReference KubePrometheusStack { get; } = new("prometheus-community", s_prometheus, "kube-prometheus-stack", "88.5.3");

    /// <summary>Gets Kiali. The how-to pins no version; this is the one the values were checked with.</summary>
    public static ChartReference Kiali { get; } = new("kiali", s_kiali, "kiali-server", "2.29.0");

    /// <summary>Gets Jaeger: the last line of the chart with the all-in-one deployment that the how-to's values belong to.</summary>
    public static ChartReference Jaeger { get; } = new("jaegertracing", s_jaeger, "jaeger", "3.4.1");
}
