using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Resources.Istio;

/// <summary>The mesh-wide objects that no chart brings.</summary>
internal static class IstioManifests
{
    /// <summary>The name under which meshConfig knows the tracing back end.</summary>
    public const string TracingProvider = "jaeger";

    public static string Namespaces() => $"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: {IstioMeshResource.SystemNamespace}
        ---
        apiVersion: v1
        kind: Namespace
        metadata:
          name: {IstioMeshResource.IngressNamespace}
          labels:
            istio-injection: enabled
        """;

    public static string PeerAuthentication(bool strict) => $"""
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata:
          name: default
          namespace: {IstioMeshResource.SystemNamespace}
        spec:
          mtls:
            mode: {(strict ? "STRICT" : "PERMISSIVE")}
        """;

    public static string Telemetry(double? samplingPercentage)
    {
        const string Metrics = $"""
            apiVersion: telemetry.istio.io/v1
            kind: Telemetry
            metadata:
              name: mesh-default
              namespace: {IstioMeshResource.SystemNamespace}
            spec:
              metrics:
              - providers:
                - name: prometheus

            """;
        return samplingPercentage is not { } percentage ? Metrics : Metrics + string.Create(CultureInfo.InvariantCulture, $"""
              tracing:
              - providers:
                - name: {TracingProvider}
                randomSamplingPercentage: {percentage}
            """);
    }
}
