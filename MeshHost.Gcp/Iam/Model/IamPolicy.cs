using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Iam;

/// <summary>An IAM policy. Fields that are not modelled are kept and written back.</summary>
public sealed record IamPolicy
{
    /// <summary>3 when written; 1 in answers without conditions.</summary>
    public int? Version { get; init; }

    /// <summary>bytes in base64, sent back as received.</summary>
    public string? Etag { get; init; }

    /// <summary>Who has which role.</summary>
    public IReadOnlyList<IamBinding>? Bindings { get; init; }

    /// <summary>kept and written back.</summary>
    public IReadOnlyList<JsonElement>? AuditConfigs { get; init; }

    /// <summary>Fields that are not modelled, kept so that writing the object back drops nothing.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? AdditionalFields { get; init; }
}
