using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Mesh;

/// <summary>The settings of a mesh, from the <c>mesh</c> key of the control plane's config map.</summary>
/// <param name="json">The settings as written.</param>
/// <param name="rootNamespace">The namespace of the control plane.</param>
internal sealed class MeshConfig(JsonObject json, string rootNamespace)
{
    public string RootNamespace { get; } = json.Text("rootNamespace") ?? rootNamespace;

    public bool EnableTracing => json.Boolean("enableTracing") ?? true;

    /// <summary>The collector in the proxies' own settings, fixed when a proxy starts.</summary>
    public string? ZipkinAddress => json.At("defaultConfig.tracing.zipkin.address").AsText();

    /// <summary>The share of requests to trace in the proxies' own settings, in percent.</summary>
    public double? Sampling => Number(json.At("defaultConfig.tracing.sampling"));

    /// <summary>The label value of the gateways that serve Ingress objects.</summary>
    public string IngressSelector => json.Text("ingressSelector") ?? "ingressgateway";

    public string IngressClass => json.Text("ingressClass") ?? "istio";

    public bool AllowsUnknownHosts => json.At("outboundTrafficPolicy.mode").AsText() != "REGISTRY_ONLY";

    public IEnumerable<string> DefaultTracingProviders => (json.At("defaultProviders.tracing") as JsonArray).Texts();

    /// <summary>The collector of an extension provider as <c>host:port</c>, or <see langword="null"/> when it isn't one for traces.</summary>
    public string? TracingProvider(string name)
    {
        var provider = json.Array("extensionProviders").Objects().FirstOrDefault(item => item.Text("name") == name);
        return (provider.Object("zipkin") ?? provider.Object("opentelemetry")) is { } collector && collector.Text("service") is { } service
            ? $"{service[(service.IndexOf('/', StringComparison.Ordinal) + 1)..]}:{collector.Integer("port") ?? 9411}"
            : null;
    }

    public static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.AsInteger() ?? value.GetValue<double>() : null;
}
