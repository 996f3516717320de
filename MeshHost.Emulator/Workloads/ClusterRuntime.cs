using MeshHost.Emulator.Certificates;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Edge;
using MeshHost.Emulator.Mesh;

namespace MeshHost.Emulator.Workloads;

/// <summary>Everything that the programs in a cluster's pods can reach.</summary>
internal sealed class ClusterRuntime
{
    public required ControllerContext Context { get; init; }

    public required PodRegistry Pods { get; init; }

    public required BehaviorCatalog Behaviors { get; init; }

    /// <summary>The internet outside of the cluster.</summary>
    public required IPublicInternet Internet { get; init; }

    /// <summary>The public certificate authority, as ACME servers stand before it.</summary>
    public required CertificateAuthority PublicAuthority { get; init; }

    /// <summary>The mesh's view of services, and calls between workloads.</summary>
    public ServiceMesh Mesh { get; set; } = null!;
}
