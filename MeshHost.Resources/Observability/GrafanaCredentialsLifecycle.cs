using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Observability;

/// <summary>Keeps Grafana's administrator in a Secret, so that no password is in a chart's values, a release record or a log.</summary>
internal sealed class GrafanaCredentialsLifecycle : IResourceLifecycle<GrafanaCredentialsResource>
{
    private const string PasswordKey = "admin-password";

    private const string PasswordAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private static readonly ObjectReference s_secret =
        new(new GroupVersionKind("", "v1", "Secret"), GrafanaCredentialsResource.SecretName, ObservabilityStackResource.Namespace);

    public async Task<ResourcePlan> PlanAsync(GrafanaCredentialsResource resource, LifecycleContext context)
    {
        var client = await resource.Parent.Mesh.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        var current = client is null ? null : await client.GetAsync(s_secret, context.CancellationToken).ConfigureAwait(false);
        var target = $"Secret {s_secret.Namespace}/{s_secret.Name}";
        if (current is null)
        {
            return ResourcePlan.Create(target);
        }

        return await DeclaredPasswordAsync(resource, context.CancellationToken).ConfigureAwait(false) is { } declared && declared != Password(current)
            ? new ResourcePlan([new PlannedChange(ChangeKind.Update, target, [new FieldChange($"data.{PasswordKey}", "(secret)", "(another secret)")])])
            : ResourcePlan.NoChanges;
    }

    public async Task ProvisionAsync(GrafanaCredentialsResource resource, LifecycleContext context)
    {
        var client = await resource.Parent.Mesh.Cluster.GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        await client.ApplyAsync(
            new KubernetesObject(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = ObservabilityStackResource.Namespace },
            }),
            options: null, context.CancellationToken).ConfigureAwait(false);
        var current = await client.GetAsync(s_secret, context.CancellationToken).ConfigureAwait(false);
        var password = await DeclaredPasswordAsync(resource, context.CancellationToken).ConfigureAwait(false)
            ?? Password(current)
            ?? RandomNumberGenerator.GetString(PasswordAlphabet, 24);
        var secret = new KubernetesObject(new JsonObject
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
        });
        await client.ApplyAsync(secret, options: null, context.CancellationToken).ConfigureAwait(false);
        await context.SetPropertyAsync("grafana.user", "admin").ConfigureAwait(false);
        await context.SetPropertyAsync("grafana.password", password, sensitive: true).ConfigureAwait(false);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(GrafanaCredentialsResource resource, LifecycleContext context)
    {
        var client = await resource.Parent.Mesh.Cluster.GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        var current = await client.GetAsync(s_secret, context.CancellationToken).ConfigureAwait(false);
        return Password(current) is null
            ? HealthCheckResult.Unhealthy($"The Secret '{s_secret.Namespace}/{s_secret.Name}' is gone or has no {PasswordKey}. Provision it again.")
            : HealthCheckResult.Healthy();
    }

    public async Task DestroyAsync(GrafanaCredentialsResource resource, LifecycleContext context)
    {
        if (await resource.Parent.Mesh.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is { } client)
        {
            await client.DeleteAsync(s_secret, options: null, context.CancellationToken).ConfigureAwait(false);
            await client.DeleteAsync(
                new ObjectReference(new GroupVersionKind("", "v1", "Namespace"), ObservabilityStackResource.Namespace, null),
                options: null, context.CancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<string?> DeclaredPasswordAsync(GrafanaCredentialsResource resource, CancellationToken cancellationToken) =>
        resource.Parent.GrafanaPassword is { } parameter ? await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false) : null;

    private static string? Password(KubernetesObject? secret) =>
        (string?)secret?.Json["data"]?[PasswordKey] is { Length: > 0 } encoded ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded)) : null;
}
