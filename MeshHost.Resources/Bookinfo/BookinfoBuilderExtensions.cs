using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Bookinfo;
using MeshHost.Resources.PublicAccess;
using MeshHost.Resources.Verification;

namespace Aspire.Hosting;

/// <summary>Adds Istio's Bookinfo sample to the graph.</summary>
public static class BookinfoBuilderExtensions
{
    /// <summary>Adds Bookinfo: its namespace with sidecar injection, its four services, and the rules for the traffic between them.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The name of the application.</param>
    /// <param name="mesh">The mesh that it runs in.</param>
    /// <returns>The builder of the application.</returns>
    public static IResourceBuilder<BookinfoAppResource> AddBookinfoApp(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<IstioMeshResource> mesh)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(mesh);

        var application = builder.AddResource(new BookinfoAppResource(name, mesh.Resource)).WithParts();
        var resource = application.Resource;
        var cluster = mesh.Resource.Cluster;
        var controlPlane = builder.CreateResourceBuilder(mesh.Resource.ControlPlane);

        var ns = builder.AddManifest(PartName(resource, "namespace"), resource, cluster, () => BookinfoManifests.Namespace(resource.Namespace))
            .DependsOn(builder.CreateResourceBuilder(cluster));

        // A pod that starts before the injector does has no sidecar until somebody restarts it.
        var rules = builder.AddManifest(
            PartName(resource, "rules"), resource, cluster, () => BookinfoManifests.DestinationRules(resource.Namespace, resource.Traffic.CircuitBreaker))
            .DependsOn(ns).DependsOn(controlPlane);
        builder.AddManifest(PartName(resource, "traffic"), resource, cluster, () => BookinfoManifests.TrafficRules(resource.Namespace, resource.Traffic))
            .DependsOn(rules);
        foreach (var service in BookinfoService.All)
        {
            builder.AddManifest(PartName(resource, service.Name), resource, cluster, () => BookinfoManifests.Service(service, resource.Namespace))
                .DependsOn(ns).DependsOn(controlPlane);
        }

        return application;
    }

    /// <summary>Serves the application on the domain over HTTPS, redirects plain HTTP, and verifies the result with real requests.</summary>
    /// <param name="builder">The builder of the application.</param>
    /// <param name="issuer">Who issues the certificate.</param>
    /// <param name="domain">The parameter with the domain.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<BookinfoAppResource> WithHttps(
        this IResourceBuilder<BookinfoAppResource> builder, IResourceBuilder<CertIssuerResource> issuer, IResourceBuilder<ParameterResource> domain)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(domain);

        var resource = builder.Resource;
        var application = builder.ApplicationBuilder;
        var cluster = resource.Mesh.Cluster;
        resource.Domain = domain.Resource;
        ValueTask<string> Host(CancellationToken ct) => DomainName.OfAsync(domain.Resource, label: null, ct);

        var certificate = issuer.AddHost(resource.Name, resource, domain.Resource, label: null);
        var gateway = application.AddManifest(
            PartName(resource, "gateway"), resource, cluster,
            async ct => BookinfoManifests.Gateway(await Host(ct).ConfigureAwait(false), certificate.Resource.SecretName))
            .DependsOn(certificate);
        var route = application.AddManifest(
            PartName(resource, "route"), resource, cluster,
            async ct => BookinfoManifests.Route(await Host(ct).ConfigureAwait(false), resource.Namespace))
            .DependsOn(gateway);

        var verification = application.AddResource(new VerificationResource(PartName(resource, "verification"), resource, issuer.Resource))
            .WithLifecycle(new VerificationLifecycle(), TimeSpan.FromMinutes(10))
            .DependsOn(route);
        foreach (var part in application.Resources.OfType<ManifestResource>().Where(p => ReferenceEquals(p.Parent, resource)).ToList())
        {
            verification.DependsOn(application.CreateResourceBuilder(part));
        }

        DependOnCollectors(application, resource);
        return builder;
    }

    /// <summary>Has the verification look for the application's metrics and traces in the stack.</summary>
    /// <param name="builder">The builder of the application.</param>
    /// <param name="observability">The stack that observes the application.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<BookinfoAppResource> WithReference(
        this IResourceBuilder<BookinfoAppResource> builder, IResourceBuilder<ObservabilityStackResource> observability)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(observability);
        builder.Resource.Observability = observability.Resource;
        DependOnCollectors(builder.ApplicationBuilder, builder.Resource);
        return builder.WithRelationship(observability.Resource, "Reference");
    }

    /// <summary>Deploys the application into another namespace than its own, for example <c>default</c> as the how-to does.</summary>
    /// <param name="builder">The builder of the application.</param>
    /// <param name="name">The namespace. It is labelled for sidecar injection.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<BookinfoAppResource> WithNamespace(this IResourceBuilder<BookinfoAppResource> builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        builder.Resource.Namespace = name;

        // The namespace that every cluster has is not ours to remove.
        if (name == "default"
            && builder.ApplicationBuilder.Resources.OfType<ManifestResource>().FirstOrDefault(r => r.Name == PartName(builder.Resource, "namespace")) is { } part)
        {
            part.KeepOnDestroy = true;
        }

        return builder;
    }

    /// <summary>Splits the calls of reviews over its versions, for example to let a new one have a tenth of them.</summary>
    /// <param name="builder">The builder of the application.</param>
    /// <param name="v1">The share of the version without stars, in percent.</param>
    /// <param name="v2">The share of the version with black stars, in percent.</param>
    /// <param name="v3">The share of the version with red stars, in percent.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<BookinfoAppResource> WithReviewsSplit(this IResourceBuilder<BookinfoAppResource> builder, int v1, int v2, int v3)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (v1 < 0 || v2 < 0 || v3 < 0 || v1 + v2 + v3 != 100)
        {
            throw new ArgumentException($"The split of reviews ({v1}, {v2}, {v3}) must be three percentages that sum to 100.", nameof(v1));
        }

        builder.Resource.Traffic.ReviewsSplit = (v1, v2, v3);
        return builder;
    }

    /// <summary>Disturbs the calls of ratings, to see how the application takes it.</summary>
    /// <param name="builder">The builder of the application.</param>
    /// <param name="delay">The delay before a call, or <see langword="null"/> for none.</param>
    /// <param name="delayPercentage">The share of calls that are delayed, in percent.</param>
    /// <param name="abortPercentage">The share of calls that are answered with status 500, in percent.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<BookinfoAppResource> WithRatingsFault(
        this IResourceBuilder<BookinfoAppResource> builder, TimeSpan? delay = null, double delayPercentage = 100, double abortPercentage = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfNegative(abortPercentage);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(abortPercentage, 100);
        ArgumentOutOfRangeException.ThrowIfNegative(delayPercentage);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delayPercentage, 100);
        var traffic = builder.Resource.Traffic;
        (traffic.RatingsDelay, traffic.RatingsDelayPercentage, traffic.RatingsAbortPercentage) = (delay, delayPercentage, abortPercentage);
        return builder;
    }

    /// <summary>Takes out endpoints that fail and holds back callers that flood a service. On unless turned off.</summary>
    /// <param name="builder">The builder of the application.</param>
    /// <param name="enabled"><see langword="false"/> to leave connections unlimited.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<BookinfoAppResource> WithCircuitBreaker(this IResourceBuilder<BookinfoAppResource> builder, bool enabled = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Traffic.CircuitBreaker = enabled;
        return builder;
    }

    private static string PartName(BookinfoAppResource resource, string part) => $"{resource.Name}-{part}";

    // Whichever of WithHttps and WithReference comes last finds both the verification and the stack.
    private static void DependOnCollectors(IDistributedApplicationBuilder application, BookinfoAppResource resource)
    {
        if (resource.Observability is not { } stack
            || application.Resources.OfType<VerificationResource>().FirstOrDefault(v => ReferenceEquals(v.Parent, resource)) is not { } verification)
        {
            return;
        }

        foreach (var collector in stack.Collectors)
        {
            application.CreateResourceBuilder(verification).DependsOn(application.CreateResourceBuilder(collector));
        }
    }
}
