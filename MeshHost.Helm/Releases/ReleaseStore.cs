using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>Reads and writes the Secrets that hold a release's revisions, in the form the helm command reads and writes.</summary>
internal sealed class ReleaseStore(KubernetesClient client, TimeProvider time)
{
    public const string SecretType = "helm.sh/release.v1";

    public static readonly GroupVersionKind SecretKind = new("", "v1", "Secret");

    private const int MaxSecretBytes = 1024 * 1024;

    public static string SecretName(string release, int revision)
        => string.Create(CultureInfo.InvariantCulture, $"sh.helm.release.v1.{release}.v{revision}");

    /// <summary>All revisions of one release, oldest first.</summary>
    public Task<List<StoredRelease>> HistoryAsync(string name, string ns, CancellationToken cancellationToken)
        => ListAsync(ns, $"owner=helm,name={name}", cancellationToken);

    /// <summary>All revisions of all releases of a namespace, or of all namespaces.</summary>
    public Task<List<StoredRelease>> AllAsync(string? ns, CancellationToken cancellationToken) => ListAsync(ns, "owner=helm", cancellationToken);

    /// <summary>Creates a revision. Fails with a conflict when somebody else created the same revision first: the record is the lock.</summary>
    public async Task<StoredRelease> CreateAsync(ReleaseRecord record, string holder, CancellationToken cancellationToken)
    {
        var secret = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject
            {
                ["name"] = SecretName(record.Name, record.Revision),
                ["namespace"] = record.Namespace,
                ["labels"] = new JsonObject
                {
                    ["name"] = record.Name,
                    ["owner"] = "helm",
                    ["status"] = record.Status.ToName(),
                    ["version"] = record.Revision.ToString(CultureInfo.InvariantCulture),
                    ["createdAt"] = Now(),
                },
                ["annotations"] = new JsonObject
                {
                    [InstallerHeartbeat.HolderAnnotation] = holder,
                    [InstallerHeartbeat.RenewedAnnotation] = ReleaseRecord.Time(time.GetUtcNow()),
                },
            },
            ["type"] = SecretType,
            ["data"] = new JsonObject { ["release"] = Data(record) },
        };
        var created = await client.CreateAsync(new KubernetesObject(secret), dryRun: false, cancellationToken).ConfigureAwait(false);
        return new StoredRelease(created) { Record = record };
    }

    /// <summary>Writes a changed record. An operation that is over has no holder any more.</summary>
    public async Task UpdateAsync(StoredRelease stored, CancellationToken cancellationToken)
    {
        var record = stored.Record;
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["labels"] = new JsonObject
                {
                    ["status"] = record.Status.ToName(),
                    ["modifiedAt"] = Now(),
                },
                ["annotations"] = record.Status.IsPending()
                    ? new JsonObject { [InstallerHeartbeat.RenewedAnnotation] = ReleaseRecord.Time(time.GetUtcNow()) }
                    : new JsonObject { [InstallerHeartbeat.HolderAnnotation] = null, [InstallerHeartbeat.RenewedAnnotation] = null },
            },
            ["data"] = new JsonObject { ["release"] = Data(record) },
        };
        stored.Secret = await client.PatchAsync(stored.Secret.Reference, patch, PatchType.Merge, subresource: null, cancellationToken).ConfigureAwait(false);
    }

    public Task DeleteAsync(StoredRelease stored, CancellationToken cancellationToken)
        => client.DeleteAsync(stored.Secret.Reference, options: null, cancellationToken);

    private async Task<List<StoredRelease>> ListAsync(string? ns, string selector, CancellationToken cancellationToken)
    {
        var secrets = await client.ListAsync(SecretKind, ns, new ListOptions { LabelSelector = selector }, cancellationToken).ConfigureAwait(false);
        return
        [
            .. secrets
                .Where(static s => s.Json["type"]?.GetValue<string>() == SecretType)
                .Select(static s => new StoredRelease(s))
                .OrderBy(static s => s.Revision),
        ];
    }

    private string Now() => time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Data(ReleaseRecord record)
    {
        var encoded = ReleaseEncoding.Encode(record);
        return encoded.Length <= MaxSecretBytes
            ? Convert.ToBase64String(Encoding.ASCII.GetBytes(encoded))
            : throw new ReleaseException(
                $"the record of release {record.Name} has {encoded.Length} bytes, more than the {MaxSecretBytes} that a Secret holds; "
                + "leave files that no template reads out of the chart with .helmignore");
    }
}
