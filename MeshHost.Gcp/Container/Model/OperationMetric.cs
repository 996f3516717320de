using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Container;

/// <summary>A figure of an operation's progress.</summary>
public sealed record OperationMetric
{
    /// <summary>Name, for example CLUSTER_CONFIGURING.</summary>
    public string? Name { get; init; }

    /// <summary>Integral value.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? IntValue { get; init; }

    /// <summary>Fractional value.</summary>
    public double? DoubleValue { get; init; }

    /// <summary>Text.</summary>
    public string? StringValue { get; init; }
}
