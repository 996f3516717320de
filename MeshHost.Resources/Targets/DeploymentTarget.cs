namespace MeshHost.Resources.Targets;

/// <summary>Where a graph is rolled out to.</summary>
public enum DeploymentTarget
{
    /// <summary>The embedded emulator of Google Cloud and GKE, on loopback. Needs nothing but the .NET SDK.</summary>
    Emulator,

    /// <summary>A local cluster that the <c>kind</c> CLI creates with Docker.</summary>
    Kind,

    /// <summary>An existing cluster, named by a context of the kubeconfig.</summary>
    Kubeconfig,

    /// <summary>Google Cloud, with application default credentials.</summary>
    Gke,
}
