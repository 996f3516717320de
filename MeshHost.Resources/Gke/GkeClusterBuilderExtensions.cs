using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Clusters;
using MeshHost.Resources.Gke;
using MeshHost.Resources.Registration;

namespace Aspire.Hosting;

/// <summary>Adds GKE clusters to an application.</summary>
public static partial class GkeClusterBuilderExtensions
{
    private static readonly TimeSpan s_networkTimeout = TimeSpan.FromMinutes(20);

    // A stockout can hold a creation for over half an hour before Google gives up.
    private static readonly TimeSpan s_clusterTimeout = TimeSpan.FromMinutes(60);

    /// <summary>Adds a GKE cluster with its network, NAT, firewall rules, service account and roles.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">Name of the cluster, also the prefix of everything around it.</param>
    /// <param name="project">Parameter with the id of the Google Cloud project.</param>
    /// <returns>The builder of the cluster.</returns>
    /// <example>
    /// <code>
    /// var cluster = builder.AddGkeCluster("bookinfo-istio", builder.AddParameter("gcp-project"))
    ///     .WithLocation("us-central1-a")
    ///     .WithAuthorizedNetwork("office", "203.0.113.0/24")
    ///     .WithNodePool("default", machineType: "e2-standard-4", nodeCount: 3);
    /// </code>
    /// </example>
    public static IResourceBuilder<GkeClusterResource> AddGkeCluster(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<ParameterResource> project)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(project);
        if (GkeNames.Problem("cluster name", name) is { } problem)
        {
            throw new ArgumentException(problem, nameof(name));
        }

        builder.AddResourceServices();
        GkeServices.AddTo(builder.Services);
        var resource = new GkeClusterResource(name, project.Resource);
        var cluster = builder.AddResource(resource).WithParts()
            .WithParameterRule(project.Resource, GkeNames.ProjectProblem, () => resource.IsInGoogleCloud)
            .WithDeclarationRule(() => resource.IsInGoogleCloud ? GkeNames.LocationProblem(resource.Options.Location) : null);
        builder.Eventing.Subscribe<BeforeStartEvent>((started, _) =>
        {
            (resource.Connection as GkeClusterConnection)?.Attach(started.Services);
            return Task.CompletedTask;
        });
        AddParts(builder, resource);
        return cluster;
    }

    /// <summary>Uses a cluster that is not in Google Cloud: the parts that are Google's leave the graph.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="connection">The way to that cluster.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> RunAsCluster(this IResourceBuilder<GkeClusterResource> builder, IKubernetesCluster connection)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        builder.Resource.Connection = connection;
        RemoveParts(builder, static _ => true);
        return builder;
    }

    private static void RemoveParts(IResourceBuilder<GkeClusterResource> builder, Func<GkePartResource, bool> which)
    {
        var resources = builder.ApplicationBuilder.Resources;
        var removed = resources.OfType<GkePartResource>().Where(p => ReferenceEquals(p.Parent, builder.Resource) && which(p)).ToArray();
        foreach (var part in removed)
        {
            resources.Remove(part);
        }

        // What waited for a part that is gone would wait for ever.
        foreach (var resource in resources)
        {
            foreach (var wait in resource.Annotations.OfType<WaitAnnotation>().Where(w => removed.Contains(w.Resource)).ToArray())
            {
                resource.Annotations.Remove(wait);
            }
        }
    }

    // Order and edges: what Google allows in parallel runs in parallel; the service account comes first because its roles take longest to be known.
    private static void AddParts(IDistributedApplicationBuilder builder, GkeClusterResource cluster)
    {
        var preflight = builder.AddResource(new GkePreflightResource($"{cluster.Name}-preflight", cluster)).WithLifecycle(new PreflightLifecycle());
        var services = builder.AddResource(new GkeServicesResource($"{cluster.Name}-services", cluster))
            .WithLifecycle(new ServicesLifecycle()).DependsOn(preflight);
        foreach (var zone in builder.Resources.OfType<DnsZoneResource>().Where(z => ReferenceEquals(z.Project, cluster.Project)).ToArray())
        {
            builder.CreateResourceBuilder(zone).DependsOn(services);
        }

        var account = builder.AddResource(new GkeServiceAccountResource($"{cluster.Name}-node-account", cluster))
            .WithLifecycle(new ServiceAccountLifecycle()).DependsOn(services);
        var roles = builder.AddResource(new GkeNodeRolesResource($"{cluster.Name}-node-roles", cluster))
            .WithLifecycle(new NodeRolesLifecycle()).DependsOn(account);
        var network = builder.AddResource(new GkeNetworkResource($"{cluster.Name}-network", cluster))
            .WithLifecycle(new NetworkLifecycle(), s_networkTimeout).DependsOn(services);
        var subnetwork = builder.AddResource(new GkeSubnetworkResource($"{cluster.Name}-subnetwork", cluster))
            .WithLifecycle(new SubnetworkLifecycle(), s_networkTimeout).DependsOn(network);
        var router = builder.AddResource(new GkeRouterResource($"{cluster.Name}-router", cluster))
            .WithLifecycle(new RouterLifecycle()).DependsOn(network);
        builder.AddResource(new GkeNatResource($"{cluster.Name}-nat", cluster)).WithLifecycle(new NatLifecycle()).DependsOn(router);
        foreach (var definition in FirewallRuleDefinition.All)
        {
            builder.AddResource(new GkeFirewallRuleResource($"{cluster.Name}-fw-{definition.Suffix}", cluster, definition))
                .WithLifecycle(new FirewallRuleLifecycle()).DependsOn(network).DependsOn(account);
        }

        builder.AddResource(new GkeControlPlaneResource($"{cluster.Name}-cluster", cluster))
            .WithLifecycle(new ControlPlaneLifecycle(), s_clusterTimeout).DependsOn(subnetwork).DependsOn(roles);
    }
}
