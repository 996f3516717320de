using System.Globalization;
using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>A revision together with the Secret that holds it. The record is decoded when it is first needed.</summary>
internal sealed class StoredRelease(KubernetesObject secret)
{
    private ReleaseRecord? _record;

    public KubernetesObject Secret { get; set; } = secret;

    public ReleaseRecord Record
    {
        get => _record ??= ReleaseEncoding.Decode(Data);
        init => _record = value;
    }

    public string Name => Secret.Labels.GetValueOrDefault("name") ?? Record.Name;

    public int Revision => int.TryParse(Secret.Labels.GetValueOrDefault("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
        ? revision
        : Record.Revision;

    /// <summary>The status by label, which saves decoding records that are only counted.</summary>
    public ReleaseStatus Status => ReleaseStatusNames.Parse(Secret.Labels.GetValueOrDefault("status"));

    private string Data
    {
        get
        {
            var encoded = Secret.Json["data"]?["release"]?.GetValue<string>()
                ?? throw new ReleaseException($"the Secret {Secret.Name} has no release in it");
            return System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(encoded));
        }
    }
}
