using System.Text.Json;

namespace Aspire.Hosting.Publishing;

/// <summary>A manifest being written.</summary>
/// <param name="executionContext">Run or publish.</param>
/// <param name="manifestPath">The path of the manifest.</param>
/// <param name="writer">Where the manifest is written.</param>
/// <param name="cancellationToken">Cancels the writing.</param>
public sealed class ManifestPublishingContext(
    DistributedApplicationExecutionContext executionContext,
    string manifestPath,
    Utf8JsonWriter writer,
    CancellationToken cancellationToken = default)
{
    /// <summary>Run or publish.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>The path of the manifest.</summary>
    public string ManifestPath { get; } = manifestPath;

    /// <summary>Where the manifest is written.</summary>
    public Utf8JsonWriter Writer { get; } = writer;

    /// <summary>Cancels the writing.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
