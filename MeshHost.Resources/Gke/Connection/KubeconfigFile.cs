using MeshHost.Gcp;
using MeshHost.Gcp.Container;
using MeshHost.Kubernetes;

namespace MeshHost.Resources.Gke;

/// <summary>Writes the kubeconfig that <c>gcloud container clusters get-credentials</c> would: for people, MeshHost itself needs none.</summary>
internal static class KubeconfigFile
{
    public static Kubeconfig Create(ClusterName cluster, Cluster model, GoogleCloudConnectionOptions connection)
    {
        var name = $"gke_{cluster.Project}_{cluster.Location}_{cluster.Name}";
        return Kubeconfig.ForServer(
            name, GkeClusterConnection.ServerOf(cluster, model), GkeClusterConnection.CertificateAuthorityOf(cluster, model), UserOf(name, connection));
    }

    /// <summary>Adds the cluster to the file. Other clusters' entries in it stay; an older entry of this one's name is replaced.</summary>
    public static void Write(string path, GkeContext gke, Cluster model) =>
        Create(gke.ClusterName, model, gke.Cloud.Connection.Options).SaveInto(path);

    // Whoever needs no credentials is an emulator on this machine: Google's plugin would ask Google for some, and there may be no such plugin.
    private static KubeconfigUser UserOf(string name, GoogleCloudConnectionOptions connection) =>
        connection.Credentials == GoogleCloudCredentials.None
            ? new KubeconfigUser { Name = name, Token = "emulated" }
            : new KubeconfigUser
            {
                Name = name,
                Exec = new ExecPlugin
                {
                    ApiVersion = "client.authentication.k8s.io/v1beta1",
                    Command = "gke-gcloud-auth-plugin",
                    ProvideClusterInfo = true,
                    InstallHint = "Install gke-gcloud-auth-plugin: https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl#install_plugin",
                },
            };
}
