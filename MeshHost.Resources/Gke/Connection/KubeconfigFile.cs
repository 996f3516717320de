using MeshHost.Gcp.Container;
using MeshHost.Kubernetes;

namespace MeshHost.Resources.Gke;

/// <summary>Writes the kubeconfig that <c>gcloud container clusters get-credentials</c> would: for people, MeshHost itself needs none.</summary>
internal static class KubeconfigFile
{
    public static void Write(string path, GkeContext gke, Cluster model)
    {
        var name = $"gke_{gke.Project}_{gke.Options.Location}_{gke.Cluster.Name}";
        var user = new KubeconfigUser
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
        var entry = Kubeconfig.ForServer(
            name, GkeClusterConnection.ServerOf(gke.ClusterName, model), GkeClusterConnection.CertificateAuthorityOf(gke.ClusterName, model), user);

        // Other clusters' entries in the file stay; an older entry of this one's name is replaced.
        var merged = File.Exists(path) ? entry.Merge(Kubeconfig.Load(path)) : entry;
        merged.Save(path);
    }
}
