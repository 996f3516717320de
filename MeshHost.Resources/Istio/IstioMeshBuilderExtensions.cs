using Aspire.Hosting.ApplicationModel;
using MeshHost.Helm;
using MeshHost.Resources.Charts;
using MeshHost.Resources.Istio;

namespace Aspire.Hosting;

/// <summary>Adds an Istio service mesh to the graph.</summary>
public static class IstioMeshBuilderExtensions
{
    /// <summary>Adds a service mesh: Istio's definitions, control plane and ingress gateway, mesh-wide mutual TLS, and telemetry.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The name of the mesh.</param>
    /// <param name="cluster">The cluster that the mesh runs in.</param>
    /// <returns>The builder of the mesh.</returns>
    /// <example>
    /// <code>
    /// var mesh = builder.AddIstioMesh("istio", cluster).WithStrictMtls().WithTracing(samplingPercentage: 100);
    /// </code>
    /// </example>
    public static IResourceBuilder<IstioMeshResource> AddIstioMesh(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<GkeClusterResource> cluster)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cluster);

        var mesh = builder.AddResource(new IstioMeshResource(name, cluster.Resource)).WithParts();
        var resource = mesh.Resource;

        // The injection label is on the namespace before any pod is in it.
        var namespaces = builder.AddManifest($"{name}-namespaces", resource, resource.Cluster, IstioManifests.Namespaces)
            .DependsOn(cluster);
        var definitions = builder
            .AddHelmRelease($"{name}-base", resource, resource.Cluster, KnownCharts.IstioBase, IstioMeshResource.SystemNamespace)
            .DependsOn(namespaces);
        var controlPlane = builder
            .AddHelmRelease($"{name}-istiod", resource, resource.Cluster, KnownCharts.Istiod, IstioMeshResource.SystemNamespace)
            .WithValues(values => SetControlPlaneValues(resource, values))
            .DependsOn(definitions);
        var gateway = builder
            .AddHelmRelease($"{name}-gateway", resource, resource.Cluster, KnownCharts.IstioGateway, IstioMeshResource.IngressNamespace)
            .WithValues(values => SetGatewayValues(resource, values))
            .DependsOn(controlPlane);
        definitions.Resource.ReleaseName = "istio-base";
        controlPlane.Resource.ReleaseName = "istiod";
        gateway.Resource.ReleaseName = IstioMeshResource.IngressGateway;
        resource.ControlPlane = controlPlane.Resource;
        resource.Gateway = gateway.Resource;

        builder.AddManifest($"{name}-mtls", resource, resource.Cluster, () => IstioManifests.PeerAuthentication(resource.StrictMtls))
            .DependsOn(controlPlane);
        builder.AddManifest($"{name}-telemetry", resource, resource.Cluster, () => IstioManifests.Telemetry(resource.TracingSamplingPercentage))
            .DependsOn(controlPlane);
        return mesh;
    }

    /// <summary>Has workloads of the mesh refuse plain text from one another. This is the default; pass <see langword="false"/> for migrations.</summary>
    /// <param name="builder">The builder of the mesh.</param>
    /// <param name="enabled"><see langword="false"/> to accept plain text besides mutual TLS.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<IstioMeshResource> WithStrictMtls(this IResourceBuilder<IstioMeshResource> builder, bool enabled = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.StrictMtls = enabled;
        return builder;
    }

    /// <summary>Has the sidecars send spans to the mesh's Jaeger.</summary>
    /// <param name="builder">The builder of the mesh.</param>
    /// <param name="samplingPercentage">The share of requests that are traced, 0 to 100. 100 suits a demonstration; 1 to 5 suit production.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<IstioMeshResource> WithTracing(this IResourceBuilder<IstioMeshResource> builder, double samplingPercentage = 1)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (samplingPercentage is not (>= 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(
                nameof(samplingPercentage), samplingPercentage, $"The sampling of '{builder.Resource.Name}' is a percentage: give a number from 0 to 100.");
        }

        builder.Resource.TracingSamplingPercentage = samplingPercentage;
        return builder;
    }

    // Tracing goes through meshConfig: a ConfigMap that is patched behind Helm's back is undone by the next upgrade.
    private static void SetControlPlaneValues(IstioMeshResource mesh, ChartValues values)
    {
        values.Set("meshConfig.outboundTrafficPolicy.mode", "ALLOW_ANY");
        values.Set("meshConfig.enablePrometheusMerge", true);
        if (mesh.TracingSamplingPercentage is not null)
        {
            values.Set("meshConfig.enableTracing", true);
            values.Set("meshConfig.extensionProviders", new List<object?>
            {
                new Dictionary<string, object?>
                {
                    ["name"] = IstioManifests.TracingProvider,
                    ["zipkin"] = new Dictionary<string, object?>
                    {
                        ["service"] = $"jaeger-collector.{IstioMeshResource.SystemNamespace}.svc.cluster.local",
                        ["port"] = 9411L,
                    },
                },
            });
        }
    }

    private static void SetGatewayValues(IstioMeshResource mesh, ChartValues values)
    {
        values.Set("service.type", mesh.Cluster.ExternalAddressing.ServiceType);

        // The callers' addresses reach the gateway, so that tools can be closed to all but the authorized networks.
        values.Set("service.externalTrafficPolicy", "Local");
        values.Set("service.ports", new List<object?>
        {
            Port("status-port", 15021, 15021),
            Port("http2", 80, IstioMeshResource.HttpPort),
            Port("https", 443, IstioMeshResource.HttpsPort),
        });

        Dictionary<string, object?> Port(string name, int port, long targetPort)
        {
            var entry = new Dictionary<string, object?> { ["name"] = name, ["port"] = (long)port, ["protocol"] = "TCP", ["targetPort"] = targetPort };
            if (mesh.Cluster.ExternalAddressing.NodePorts.TryGetValue(port, out var nodePort))
            {
                entry["nodePort"] = (long)nodePort;
            }

            return entry;
        }
    }
}
