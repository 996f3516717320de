using Aspire.Hosting.ApplicationModel;
using MeshHost.Helm;
using MeshHost.Resources.Charts;
using MeshHost.Resources.Observability;
using MeshHost.Resources.PublicAccess;

namespace Aspire.Hosting;

/// <summary>Adds the observability stack to the graph.</summary>
public static class ObservabilityBuilderExtensions
{
    private static readonly string s_prometheusUrl =
        $"http://{ObservabilityStackResource.PrometheusRelease}-prometheus.{ObservabilityStackResource.Namespace}.svc.cluster.local:9090";

    private static readonly string s_grafanaUrl =
        $"http://{ObservabilityStackResource.PrometheusRelease}-grafana.{ObservabilityStackResource.Namespace}.svc.cluster.local:80";

    /// <summary>Adds Prometheus, Grafana, Kiali and Jaeger, the scraping of istiod and every sidecar, and dashboards for the mesh.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The name of the stack.</param>
    /// <param name="mesh">The mesh that it observes.</param>
    /// <returns>The builder of the stack.</returns>
    public static IResourceBuilder<ObservabilityStackResource> AddObservabilityStack(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<IstioMeshResource> mesh)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(mesh);

        var stack = builder.AddResource(new ObservabilityStackResource(name, mesh.Resource)).WithParts();
        var resource = stack.Resource;
        var cluster = mesh.Resource.Cluster;

        var credentials = builder.AddResource(new GrafanaCredentialsResource($"{name}-credentials", resource))
            .WithLifecycle(new GrafanaCredentialsLifecycle())
            .DependsOn(builder.CreateResourceBuilder(cluster));
        var prometheus = builder
            .AddHelmRelease($"{name}-prometheus", resource, cluster, KnownCharts.KubePrometheusStack, ObservabilityStackResource.Namespace)
            .WithValues((values, ct) => SetPrometheusValuesAsync(resource, values, ct))
            .DependsOn(credentials);
        prometheus.Resource.ReleaseName = ObservabilityStackResource.PrometheusRelease;

        // Kiali and Jaeger live beside the control plane, whose namespace the mesh makes.
        var kiali = builder.AddHelmRelease($"{name}-kiali", resource, cluster, KnownCharts.Kiali, IstioMeshResource.SystemNamespace)
            .WithValues((values, ct) => SetKialiValuesAsync(resource, values, ct))
            .DependsOn(builder.CreateResourceBuilder(mesh.Resource.ControlPlane));
        kiali.Resource.ReleaseName = "kiali-server";
        var jaeger = builder.AddHelmRelease($"{name}-jaeger", resource, cluster, KnownCharts.Jaeger, IstioMeshResource.SystemNamespace)
            .WithValues(SetJaegerValues)
            .DependsOn(builder.CreateResourceBuilder(mesh.Resource.ControlPlane));
        jaeger.Resource.ReleaseName = "jaeger";

        // The monitors' definitions come with the operator's chart, and are wanted before any sidecar is worth scraping.
        var scraping = builder.AddManifest($"{name}-scraping", resource, cluster, ObservabilityManifests.Scraping).DependsOn(prometheus);
        builder.AddManifest($"{name}-dashboards", resource, cluster, ObservabilityManifests.Dashboards).DependsOn(prometheus);
        resource.Collectors = [scraping.Resource, jaeger.Resource];
        return stack;
    }

    /// <summary>Serves each tool over HTTPS on its own host below the domain, to the cluster's authorized networks.</summary>
    /// <param name="builder">The builder of the stack.</param>
    /// <param name="issuer">Who issues the certificates.</param>
    /// <param name="domain">The parameter with the domain.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<ObservabilityStackResource> WithHttps(
        this IResourceBuilder<ObservabilityStackResource> builder, IResourceBuilder<CertIssuerResource> issuer, IResourceBuilder<ParameterResource> domain)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(domain);

        var resource = builder.Resource;
        var application = builder.ApplicationBuilder;
        var cluster = resource.Mesh.Cluster;
        resource.Domain = domain.Resource;
        ValueTask<string> Domain(CancellationToken ct) => DomainName.OfAsync(domain.Resource, label: null, ct);

        // The tools are closed before they are opened: the policy is there before the first route.
        var access = application.AddManifest(
            $"{resource.Name}-access", resource, cluster,
            async ct => ObservabilityManifests.Access(await Domain(ct).ConfigureAwait(false), resource.OpenToInternet ? null : [.. cluster.Options.AuthorizedNetworks.Select(n => n.Range.ToString())]))
            .DependsOn(application.CreateResourceBuilder(resource.Mesh.Gateway));
        var gateway = application.AddManifest(
            $"{resource.Name}-gateway", resource, cluster, async ct => ObservabilityManifests.Gateway(await Domain(ct).ConfigureAwait(false)))
            .DependsOn(access);
        foreach (var tool in ObservabilityTool.All)
        {
            // A gateway that is configured before its Secret exists refuses connections on 443.
            gateway.DependsOn(issuer.AddHost(tool.Name, resource, domain.Resource, tool.Name));
            var route = application.AddManifest(
                $"{tool.Name}-route", resource, cluster, async ct => ObservabilityManifests.Route(tool, await Domain(ct).ConfigureAwait(false)))
                .DependsOn(gateway);
            route.Resource.PublicUrl = async ct => (tool.Name, new Uri($"https://{await DomainName.OfAsync(domain.Resource, tool.Name, ct).ConfigureAwait(false)}/"));
        }

        return builder;
    }

    /// <summary>Has Kiali ask nobody who they are, as the how-to does. Keep the tools closed to the internet then.</summary>
    /// <param name="builder">The builder of the stack.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<ObservabilityStackResource> WithAnonymousKiali(this IResourceBuilder<ObservabilityStackResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.AnonymousKiali = true;
        return builder;
    }

    /// <summary>Takes Grafana's administrator password from a parameter in place of a generated one.</summary>
    /// <param name="builder">The builder of the stack.</param>
    /// <param name="password">The parameter, which should be a secret.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<ObservabilityStackResource> WithGrafanaPassword(
        this IResourceBuilder<ObservabilityStackResource> builder, IResourceBuilder<ParameterResource> password)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(password);
        builder.Resource.GrafanaPassword = password.Resource;
        return builder;
    }

    /// <summary>Serves the tools to the whole internet, not only to the cluster's authorized networks.</summary>
    /// <param name="builder">The builder of the stack.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<ObservabilityStackResource> OpenToInternet(this IResourceBuilder<ObservabilityStackResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.OpenToInternet = true;
        return builder;
    }

    private static async ValueTask SetPrometheusValuesAsync(ObservabilityStackResource stack, ChartValues values, CancellationToken cancellationToken)
    {
        // Without these two, only monitors with the release's own label are scraped, and the mesh's are not.
        values.Set("prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues", false);
        values.Set("prometheus.prometheusSpec.podMonitorSelectorNilUsesHelmValues", false);
        values.Set("grafana.admin.existingSecret", GrafanaCredentialsResource.SecretName);
        values.Set("grafana.sidecar.dashboards.enabled", true);
        values.Set("grafana.sidecar.dashboards.searchNamespace", "ALL");
        if (stack.Domain is { } domain)
        {
            var host = await DomainName.OfAsync(domain, "grafana", cancellationToken).ConfigureAwait(false);
            values.Set(@"grafana.grafana\.ini.server.domain", host);
            values.Set(@"grafana.grafana\.ini.server.root_url", $"https://{host}");
        }
    }

    private static async ValueTask SetKialiValuesAsync(ObservabilityStackResource stack, ChartValues values, CancellationToken cancellationToken)
    {
        values.Set("auth.strategy", stack.AnonymousKiali ? "anonymous" : "token");
        values.Set("external_services.prometheus.url", s_prometheusUrl);
        values.Set("external_services.grafana.enabled", true);
        values.Set("external_services.grafana.internal_url", s_grafanaUrl);
        values.Set("external_services.tracing.enabled", true);
        values.Set("external_services.tracing.provider", "jaeger");
        values.Set("external_services.tracing.use_grpc", false);
        values.Set("external_services.tracing.internal_url", $"http://jaeger-query.{IstioMeshResource.SystemNamespace}.svc.cluster.local:16686");
        if (stack.Domain is { } domain)
        {
            var name = await DomainName.OfAsync(domain, label: null, cancellationToken).ConfigureAwait(false);
            values.Set("external_services.grafana.external_url", $"https://grafana.{name}");
            values.Set("external_services.tracing.external_url", $"https://jaeger.{name}");
        }
    }

    // One process with spans in memory: traces are lost when it restarts, which suits a demonstration and says so in the guide.
    private static void SetJaegerValues(ChartValues values)
    {
        values.Set("provisionDataStore.cassandra", false);
        values.Set("allInOne.enabled", true);
        values.Set("storage.type", "memory");
        values.Set("agent.enabled", false);
        values.Set("collector.enabled", false);
        values.Set("query.enabled", false);
    }
}
