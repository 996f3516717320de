using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Gke;

namespace Aspire.Hosting;

/// <content>Settings of a cluster.</content>
public static partial class GkeClusterBuilderExtensions
{
    private static readonly string[] s_channels = ["RAPID", "REGULAR", "STABLE", "EXTENDED"];

    /// <summary>Sets where the cluster is.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="location">A zone such as <c>us-central1-a</c>, or a region such as <c>us-central1</c> for a regional cluster.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithLocation(this IResourceBuilder<GkeClusterResource> builder, string location)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(location);

        // A wrong one is reported with all else that is wrong, before the first write.
        builder.Resource.Options.Location = location;
        return builder;
    }

    /// <summary>Sets the ranges of the cluster's own network.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="nodes">Range of the nodes, for example <c>10.10.0.0/20</c>.</param>
    /// <param name="pods">Range of the pods: each node takes a /24 of it.</param>
    /// <param name="services">Range of the services.</param>
    /// <param name="controlPlane">Range of the control plane, a /28.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithNetwork(
        this IResourceBuilder<GkeClusterResource> builder, string nodes, string pods, string services, string controlPlane)
    {
        ArgumentNullException.ThrowIfNull(builder);
        (string What, CidrRange Range)[] ranges =
        [
            ("range of the nodes", CidrRange.Parse(nodes, "range of the nodes")),
            ("range of the pods", CidrRange.Parse(pods, "range of the pods")),
            ("range of the services", CidrRange.Parse(services, "range of the services")),
            ("range of the control plane", CidrRange.Parse(controlPlane, "range of the control plane")),
        ];
        if (ranges[3].Range.PrefixLength != 28)
        {
            throw new ArgumentException(
                $"The range of the control plane '{controlPlane}' of cluster '{builder.Resource.Name}' must be a /28: GKE accepts no other size.", nameof(controlPlane));
        }

        for (var i = 0; i < ranges.Length; i++)
        {
            for (var j = i + 1; j < ranges.Length; j++)
            {
                if (ranges[i].Range.Overlaps(ranges[j].Range))
                {
                    throw new ArgumentException(
                        $"The {ranges[i].What} {ranges[i].Range} and the {ranges[j].What} {ranges[j].Range} of cluster '{builder.Resource.Name}' overlap. "
                        + "Give each its own addresses.");
                }
            }
        }

        var options = builder.Resource.Options;
        (options.NodeRange, options.PodRange, options.ServiceRange, options.ControlPlaneRange) =
            (ranges[0].Range, ranges[1].Range, ranges[2].Range, ranges[3].Range);
        return builder;
    }

    /// <summary>Uses a network that exists, perhaps a shared VPC's, in place of an own one. Its router, NAT and ranges are its owner's.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="network">Name of the network.</param>
    /// <param name="subnetwork">Name of the subnetwork in the cluster's region.</param>
    /// <param name="podRange">Name of the secondary range of the pods.</param>
    /// <param name="serviceRange">Name of the secondary range of the services.</param>
    /// <param name="hostProject">Project that the network is in, or <see langword="null"/> for the cluster's own.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithExistingNetwork(
        this IResourceBuilder<GkeClusterResource> builder, string network, string subnetwork, string podRange, string serviceRange, string? hostProject = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(network);
        ArgumentException.ThrowIfNullOrWhiteSpace(subnetwork);
        ArgumentException.ThrowIfNullOrWhiteSpace(podRange);
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceRange);
        builder.Resource.Options.ExistingNetwork = new GkeExistingNetwork(network, subnetwork, podRange, serviceRange, hostProject);
        RemoveParts(builder, p => p is GkeNetworkResource or GkeSubnetworkResource or GkeRouterResource or GkeNatResource);
        return builder;
    }

    /// <summary>Lets a network reach the control plane.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="name">Name shown to people.</param>
    /// <param name="cidr">The range, for example <c>203.0.113.0/24</c>.</param>
    /// <param name="allowEverybody">True to accept <c>0.0.0.0/0</c>, which opens the control plane to the internet.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithAuthorizedNetwork(
        this IResourceBuilder<GkeClusterResource> builder, string name, string cidr, bool allowEverybody = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var range = CidrRange.Parse(cidr, $"authorized network '{name}'");
        if (range.IsEverything && !allowEverybody)
        {
            throw new ArgumentException(
                $"The authorized network '{name}' ({range}) would open the control plane of cluster '{builder.Resource.Name}' to the whole internet. "
                + "Name the networks that need it, or say allowEverybody: true.", nameof(cidr));
        }

        builder.Resource.Options.AuthorizedNetworks.Add(new GkeAuthorizedNetwork(name, range));
        return builder;
    }

    /// <summary>Sets the release channel.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="channel">RAPID, REGULAR, STABLE or EXTENDED.</param>
    /// <param name="version">Version to create the cluster with, or <see langword="null"/> for the channel's default.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithReleaseChannel(
        this IResourceBuilder<GkeClusterResource> builder, string channel, string? version = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!s_channels.Contains(channel, StringComparer.Ordinal))
        {
            throw new ArgumentException($"The release channel '{channel}' is unknown. Use one of {string.Join(", ", s_channels)}.", nameof(channel));
        }

        if (version is not null && GkeNames.VersionProblem(version) is { } problem)
        {
            throw new ArgumentException(problem, nameof(version));
        }

        builder.Resource.Options.ReleaseChannel = channel;
        builder.Resource.Options.Version = version;
        return builder;
    }

    /// <summary>Has Google do maintenance in four hours from this time of day.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="startUtc">Start in UTC.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithMaintenanceWindow(this IResourceBuilder<GkeClusterResource> builder, TimeOnly startUtc)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Options.MaintenanceStart = startUtc;
        return builder;
    }

    /// <summary>Uses Dataplane V2. It cannot be changed later.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithDataplaneV2(this IResourceBuilder<GkeClusterResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Options.DataplaneV2 = true;
        return builder;
    }

    /// <summary>Adds a label to the cluster.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="key">Key.</param>
    /// <param name="value">Value.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithLabel(this IResourceBuilder<GkeClusterResource> builder, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        if (key is GkeNames.ManagedByLabel or GkeNames.ClusterLabel or GkeNames.AdoptedLabel)
        {
            throw new ArgumentException($"The label '{key}' marks the cluster as ours and cannot be set.", nameof(key));
        }

        builder.Resource.Options.Labels[key] = value;
        return builder;
    }

    /// <summary>Sets the zones of the nodes.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="zones">Zones of the cluster's region.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithNodeZones(this IResourceBuilder<GkeClusterResource> builder, params string[] zones)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(zones);
        builder.Resource.Options.NodeZones.Clear();
        foreach (var zone in zones)
        {
            if (GkeNames.ZoneProblem(zone) is { } problem)
            {
                throw new ArgumentException(problem, nameof(zones));
            }

            builder.Resource.Options.NodeZones.Add(zone);
        }

        return builder;
    }

    /// <summary>Adds a node pool. The cluster is created with its pools.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="name">Name of the pool, unique in the cluster.</param>
    /// <param name="machineType">Machine type.</param>
    /// <param name="nodeCount">Number of nodes in each zone.</param>
    /// <param name="configure">Sets more: autoscaling, spot, disks, labels, taints.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithNodePool(
        this IResourceBuilder<GkeClusterResource> builder,
        string name,
        string machineType = "e2-standard-4",
        int nodeCount = 3,
        Action<GkeNodePoolOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        var cluster = builder.Resource;
        var pool = new GkeNodePoolOptions(name) { MachineType = machineType, NodeCount = nodeCount };
        configure?.Invoke(pool);
        if (NodePoolRules.Problem(pool) is { } problem)
        {
            throw new ArgumentException(problem);
        }

        if (cluster.Options.NodePools.Any(p => p.Name == name))
        {
            throw new ArgumentException($"Cluster '{cluster.Name}' has a node pool '{name}' already. Give each pool its own name.", nameof(name));
        }

        cluster.Options.NodePools.Add(pool);
        var controlPlane = builder.ApplicationBuilder.Resources.OfType<GkeControlPlaneResource>().FirstOrDefault(r => ReferenceEquals(r.Parent, cluster));
        if (controlPlane is not null)
        {
            builder.ApplicationBuilder.AddResource(new GkeNodePoolResource($"{cluster.Name}-pool-{name}", cluster, pool))
                .WithLifecycle(new NodePoolLifecycle(), s_clusterTimeout)
                .DependsOn(builder.ApplicationBuilder.CreateResourceBuilder(controlPlane));
        }

        return builder;
    }

    /// <summary>
    /// Uses resources of the same names that exist and match, although we did not make them. They are marked as adopted where Google lets a mark be
    /// written, corrected like our own, and never deleted: a tear-down takes the mark away and leaves them.
    /// </summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithAdoption(this IResourceBuilder<GkeClusterResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Options.Adopt = true;
        return builder;
    }

    /// <summary>Has a part deleted and made again when a field differs that cannot be changed. For the cluster that means everything in it.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithReplacement(this IResourceBuilder<GkeClusterResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Options.AllowReplacement = true;
        return builder;
    }

    /// <summary>Refuses to delete the cluster unless the configuration value <c>MeshHost:DeleteProtected</c> names it.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithDeletionProtection(this IResourceBuilder<GkeClusterResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Options.DeletionProtection = true;
        return builder;
    }

    /// <summary>Writes a kubeconfig for people once the cluster is up. MeshHost itself does not need it.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="path">The file.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> WithKubeconfig(this IResourceBuilder<GkeClusterResource> builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        builder.Resource.Options.KubeconfigPath = path;
        return builder;
    }
}
