using MeshHost.Gcp;
using MeshHost.Helm;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Resources.Failures;

/// <summary>Tells what the failures of the libraries for Kubernetes, charts and Google Cloud mean. Each exception type itself says whether it may pass.</summary>
internal static class KnownFailures
{
    /// <summary>Tells whether the same call may succeed when it is tried again.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        KubernetesApiException kubernetes => kubernetes.IsTransient,
        NotReadyException notReady => notReady.IsTransient,
        DeleteTimeoutException => true,
        ReleaseException release => release.IsTransient,
        ChartRepositoryException repository => repository.IsTransient,
        GoogleCloudException google => google.IsTransient,
        _ => false,
    };

    /// <summary>Tells whether the message says all that a person needs to know.</summary>
    public static bool IsExplained(Exception exception) => exception
        is KubernetesApiException or NotReadyException or DeleteTimeoutException or KubeconfigException or ReleaseException or ChartException or GoogleCloudException;
}
