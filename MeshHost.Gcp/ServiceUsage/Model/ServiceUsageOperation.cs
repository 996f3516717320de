using System.Text.Json;

namespace MeshHost.Gcp.ServiceUsage;

/// <summary>A long-running operation of Service Usage.</summary>
public sealed record ServiceUsageOperation
{
    /// <summary>Name of the operation, operations/... .</summary>
    public string? Name { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool? Done { get; init; }

    /// <summary>What went wrong; null while running and on success.</summary>
    public ServiceUsageOperationError? Error { get; init; }

    /// <summary>The answer, once done.</summary>
    public JsonElement? Response { get; init; }
}
