namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command of a resource, and whether it can be executed now.</summary>
/// <param name="Name">The name, unique in the resource.</param>
/// <param name="State">Whether it can be executed now.</param>
/// <param name="DisplayName">The text that is shown.</param>
/// <param name="DisplayDescription">What the command does.</param>
/// <param name="Parameter">A value that was handed to the client of a dashboard.</param>
/// <param name="ConfirmationMessage">The question that a person must answer before the command is executed.</param>
/// <param name="IconName">A Fluent UI icon name.</param>
/// <param name="IconVariant">The variant of the icon.</param>
/// <param name="IsHighlighted">Whether the command is shown prominently.</param>
public sealed record ResourceCommandSnapshot(
    string Name,
    ResourceCommandState State,
    string DisplayName,
    string? DisplayDescription,
    object? Parameter,
    string? ConfirmationMessage,
    string? IconName,
    IconVariant? IconVariant,
    bool IsHighlighted)
{
    /// <summary>The inputs that a person is asked for before the command is executed.</summary>
    public IReadOnlyList<InteractionInput> Arguments { get; init; } = [];

    /// <summary>Who can see the command.</summary>
    public ResourceCommandVisibility Visibility { get; init; } = ResourceCommandVisibility.UI | ResourceCommandVisibility.Api;
}
