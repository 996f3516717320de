using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Iam;

/// <summary>A role with its members, perhaps under a condition.</summary>
public sealed record IamBinding
{
    /// <summary>Role, for example roles/logging.logWriter.</summary>
    public string? Role { get; init; }

    /// <summary>Principals, for example serviceAccount:EMAIL.</summary>
    public IReadOnlyList<string>? Members { get; init; }

    /// <summary>Condition, or null.</summary>
    public IamCondition? Condition { get; init; }

    /// <summary>Fields that are not modelled, kept so that writing the object back drops nothing.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? AdditionalFields { get; init; }
}
