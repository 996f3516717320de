using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a command being executed can see.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>The services of the application.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>The id of the resource; its name unless it has replicas.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Cancelled when whoever asked for the command gives up.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>The logger of the resource.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The inputs, with values.</summary>
    public required InteractionInputCollection Arguments { get; init; }
}
