namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a callback that computes the state of a command can see.</summary>
public sealed class UpdateCommandStateContext
{
    /// <summary>The state of the resource.</summary>
    public required CustomResourceSnapshot ResourceSnapshot { get; init; }

    /// <summary>The services of the application.</summary>
    public required IServiceProvider Services { get; init; }
}
