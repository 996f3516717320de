using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Container;

/// <summary>Limit of pods per node.</summary>
public sealed record MaxPodsConstraint
{
    /// <summary>The limit.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? MaxPodsPerNode { get; init; }
}
