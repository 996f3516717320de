using MeshHost.Emulator.Google;
using MeshHost.Emulator.Kubernetes;
using Microsoft.Extensions.Logging;

namespace MeshHost.Emulator.Controllers;

/// <summary>What the controllers of one cluster share.</summary>
internal sealed class ControllerContext
{
    public required IClusterApi Api { get; init; }

    public required ClusterCache Cache { get; init; }

    public required EmulatorClock Clock { get; init; }

    public required ICloud Cloud { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>The PEM certificate of the cluster's authority, for <c>kube-root-ca.crt</c>.</summary>
    public required string ClusterCertificateAuthority { get; init; }

    /// <summary>The cluster as the container API has it now.</summary>
    public required ClusterSpec Spec { get; set; }

    public required int Seed { get; init; }
}
