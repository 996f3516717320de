using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Resources.Clusters;
using MeshHost.Resources.Manifests;

namespace MeshHost.Resources.Observability;

/// <summary>Keeps Grafana's administrator in a Secret, so that no password is in a chart's values, a release record or a log.</summary>
internal sealed class GrafanaCredentialsLifecycle : ObjectSetLifecycle<GrafanaCredentialsResource>
{
    private const string PasswordKey = "admin-password";

    private const string PasswordAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private static readonly ObjectReference s_secret =
        new(new GroupVersionKind("", "v1", "Secret"), GrafanaCredentialsResource.SecretName, ObservabilityStackResource.Namespace);

    protected override IKubernetesCluster ClusterOf(GrafanaCredentialsResource resource) => resource.Parent.Mesh.Cluster;

    protected override string Describe(GrafanaCredentialsResource resource) => $"Secret {s_secret.Namespace}/{s_secret.Name}";

    protected override async ValueTask<IReadOnlyList<KubernetesObject>> ObjectsAsync(
        GrafanaCredentialsResource resource, KubernetesClient client, CancellationToken cancellationToken)
    {
        // A password that is not declared is made once, and then the one in the cluster stays.
        var password = await DeclaredPasswordAsync(resource, cancellationToken).ConfigureAwait(false)
            ?? Password(await client.GetAsync(s_secret, cancellationToken).ConfigureAwait(false))
            ?? RandomNumberGenerator.GetString(PasswordAlphabet, 24);
        return
        [
            new KubernetesObject(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = ObservabilityStackResource.Namespace },
            }),
            new KubernetesObject(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject
                {
                    ["name"] = s_secret.Name,
                    ["namespace"] = s_secret.Namespace,
                    ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "meshhost" },
                },
                ["type"] = "Opaque",
                ["data"] = new JsonObject
                {
                    ["admin-user"] = Convert.ToBase64String("admin"u8),
                    [PasswordKey] = Convert.ToBase64String(Encoding.UTF8.GetBytes(password)),
                },
            }),
        ];
    }

    protected override async Task AfterAsync(
        GrafanaCredentialsResource resource, KubernetesClient client, IReadOnlyList<KubernetesObject> objects, LifecycleContext context)
    {
        await context.SetPropertyAsync("grafana.user", "admin").ConfigureAwait(false);
        await context.SetPropertyAsync("grafana.password", Password(objects[1]), sensitive: true).ConfigureAwait(false);
    }

    private static async ValueTask<string?> DeclaredPasswordAsync(GrafanaCredentialsResource resource, CancellationToken cancellationToken) =>
        resource.Parent.GrafanaPassword is { } parameter ? await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false) : null;

    private static string? Password(KubernetesObject? secret) =>
        (string?)secret?.Json["data"]?[PasswordKey] is { Length: > 0 } encoded ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded)) : null;
}
