using System.Text.Json;

namespace MeshHost.Gcp.ServiceUsage;

/// <summary>The failure of a Service Usage operation.</summary>
public sealed record ServiceUsageOperationError
{
    /// <summary>Canonical code.</summary>
    public int? Code { get; init; }

    /// <summary>Google's explanation.</summary>
    public string? Message { get; init; }

    /// <summary>Structured details.</summary>
    public IReadOnlyList<JsonElement>? Details { get; init; }
}
