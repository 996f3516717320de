using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Iam;

/// <summary>Condition of a binding.</summary>
public sealed record IamCondition
{
    /// <summary>Title.</summary>
    public string? Title { get; init; }

    /// <summary>Description.</summary>
    public string? Description { get; init; }

    /// <summary>CEL expression.</summary>
    public string? Expression { get; init; }

    /// <summary>Fields that are not modelled, kept so that writing the object back drops nothing.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? AdditionalFields { get; init; }
}
