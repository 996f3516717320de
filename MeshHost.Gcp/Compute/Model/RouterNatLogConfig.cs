using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Compute;

/// <summary>Logging of a NAT gateway.</summary>
public sealed record RouterNatLogConfig
{
    /// <summary>Whether translations are logged.</summary>
    public bool? Enable { get; init; }

    /// <summary>ALL, ERRORS_ONLY or TRANSLATIONS_ONLY.</summary>
    public string? Filter { get; init; }

    /// <summary>Fields that are not modelled, kept so that writing the object back drops nothing.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? AdditionalFields { get; init; }
}
