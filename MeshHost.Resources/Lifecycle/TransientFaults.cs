using System.Net.Sockets;
using MeshHost.Gcp;
using MeshHost.Kubernetes;

namespace MeshHost.Resources.Lifecycle;

/// <summary>Decides which failures of an attempt are worth another one.</summary>
internal static class TransientFaults
{
    /// <summary>Tells whether the same call may succeed when it is tried again.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        LifecycleException lifecycle => lifecycle.IsTransient,
        KubernetesApiException kubernetes => kubernetes.StatusCode is 429 or >= 500,
        GoogleCloudException google => google.IsTransient,
        HttpRequestException or SocketException => true,
        IOException => exception is not (FileNotFoundException or DirectoryNotFoundException),
        AggregateException aggregate => aggregate.InnerExceptions.All(IsTransient),
        _ => false,
    };
}
