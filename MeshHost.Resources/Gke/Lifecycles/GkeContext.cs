using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;
using MeshHost.Lifecycle;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Resources.Gke;

/// <summary>What every lifecycle of a cluster's parts needs: the clients, the project, the names.</summary>
internal sealed class GkeContext : IProgress<OperationReport>
{
    private GkeContext(GkeClusterResource cluster, string project, LifecycleContext lifecycle)
    {
        Cluster = cluster;
        Project = project;
        Lifecycle = lifecycle;
        Cloud = lifecycle.Services.GetRequiredService<GoogleCloud>();
    }

    public GkeClusterResource Cluster { get; }

    public GkeClusterOptions Options => Cluster.Options;

    public LifecycleContext Lifecycle { get; }

    public GoogleCloud Cloud { get; }

    public string Project { get; }

    /// <summary>Project of the network: the host project of a shared VPC, or the cluster's own.</summary>
    public string NetworkProject => Options.ExistingNetwork?.HostProject ?? Project;

    public string NetworkName => Options.ExistingNetwork?.Network ?? GkeNames.Network(Cluster.Name);

    public string SubnetworkName => Options.ExistingNetwork?.Subnetwork ?? GkeNames.Subnetwork(Cluster.Name);

    public string NetworkPath => $"projects/{NetworkProject}/global/networks/{NetworkName}";

    public string SubnetworkPath => $"projects/{NetworkProject}/regions/{Options.Region}/subnetworks/{SubnetworkName}";

    public string ServiceAccountEmail => $"{GkeNames.ServiceAccountId(Cluster.Name)}@{Project}.iam.gserviceaccount.com";

    public string Marker => GkeNames.Marker(Cluster.Name);

    public string AdoptionMarker => GkeNames.AdoptionMarker(Cluster.Name);

    public ClusterName ClusterName => new(Project, Options.Location, Cluster.Name);

    public ComputeScope Region => ComputeScope.Region(Options.Region);

    public CancellationToken Cancellation => Lifecycle.CancellationToken;

    public static async Task<GkeContext> ResolveAsync(GkeClusterResource cluster, LifecycleContext lifecycle)
    {
        (cluster.Connection as GkeClusterConnection)?.Attach(lifecycle.Services);
        return new GkeContext(cluster, await ProjectOfAsync(cluster, lifecycle.CancellationToken).ConfigureAwait(false), lifecycle);
    }

    public static async Task<string> ProjectOfAsync(GkeClusterResource cluster, CancellationToken cancellationToken) =>
        await cluster.Project.GetValueAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } project
            ? project
            : throw new LifecycleException(
                $"The parameter '{cluster.Project.Name}' with the project of cluster '{cluster.Name}' has no value. Set it with --Parameters:{cluster.Project.Name}=PROJECT.");

    /// <summary>The cluster's address ranges: those declared, or those of the network that exists already.</summary>
    public async Task<ClusterRanges> RangesAsync()
    {
        if (Options.ExistingNetwork is not { } existing)
        {
            return new ClusterRanges(Options.NodeRange, Options.PodRange, Options.ControlPlaneRange);
        }

        var subnetwork = await Cloud.Compute.Subnetworks.GetAsync(NetworkProject, Region, existing.Subnetwork, Cancellation).ConfigureAwait(false)
            ?? throw new LifecycleException($"There is no subnetwork '{existing.Subnetwork}' in {Options.Region} of project '{NetworkProject}'. Check WithExistingNetwork.");
        var pods = subnetwork.SecondaryIpRanges?.FirstOrDefault(r => r.RangeName == existing.PodRangeName)?.IpCidrRange
            ?? throw new LifecycleException($"The subnetwork '{existing.Subnetwork}' has no secondary range '{existing.PodRangeName}'. Check WithExistingNetwork.");
        return new ClusterRanges(CidrRange.Parse(subnetwork.IpCidrRange!), CidrRange.Parse(pods), Options.ControlPlaneRange);
    }

    /// <summary>Waits for an operation of Compute Engine, showing its progress.</summary>
    public Task WaitAsync(ComputeOperation operation) => Cloud.Compute.Operations.WaitAsync(NetworkProject, operation, this, Cancellation);

    /// <summary>Waits for an operation of GKE, showing its progress.</summary>
    public Task WaitAsync(ContainerOperation operation) => Cloud.Container.Operations.WaitAsync(ClusterName, operation, this, Cancellation);

    void IProgress<OperationReport>.Report(OperationReport value) =>
        Lifecycle.Report(value is { Status: "DONE" }
            ? ""
            : $"{value.Type} {value.Name}: {value.Status}{(value.Percent is { } percent ? $" {percent} %" : "")}{(value.Detail is { } detail ? $" ({detail})" : "")}");
}
