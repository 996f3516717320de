using System.Text.Json.Serialization;

namespace MeshHost.Gcp.ResourceManager;

/// <summary>A Google Cloud project.</summary>
public sealed record Project
{
    /// <summary>Project id.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Project number, which appears in links and messages.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? ProjectNumber { get; init; }

    /// <summary>Name shown to people.</summary>
    public string? Name { get; init; }

    /// <summary>ACTIVE, DELETE_REQUESTED or DELETE_IN_PROGRESS.</summary>
    public string? LifecycleState { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
