namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command that can be executed on a resource.</summary>
public sealed class ResourceCommandAnnotation : IResourceAnnotation
{
    /// <summary>Initializes the annotation.</summary>
    /// <param name="name">The name, unique in the resource.</param>
    /// <param name="displayName">The text that is shown.</param>
    /// <param name="updateState">Tells, on every change of the resource, whether the command can be executed.</param>
    /// <param name="executeCommand">Executes the command.</param>
    /// <param name="displayDescription">What the command does.</param>
    /// <param name="arguments">The inputs that a person is asked for.</param>
    /// <param name="confirmationMessage">The question that a person must answer before the command is executed.</param>
    /// <param name="iconName">A Fluent UI icon name.</param>
    /// <param name="iconVariant">The variant of the icon.</param>
    /// <param name="isHighlighted">Whether the command is shown prominently.</param>
    /// <param name="visibility">Who can see the command.</param>
    /// <param name="validateArguments">Checks the inputs before the command is executed.</param>
    public ResourceCommandAnnotation(
        string name,
        string displayName,
        Func<UpdateCommandStateContext, ResourceCommandState> updateState,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
        string? displayDescription,
        IReadOnlyList<InteractionInput>? arguments,
        string? confirmationMessage,
        string? iconName,
        IconVariant? iconVariant,
        bool isHighlighted,
        ResourceCommandVisibility visibility = ResourceCommandVisibility.UI | ResourceCommandVisibility.Api,
        Func<InputsDialogValidationContext, Task>? validateArguments = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(displayName);
        ArgumentNullException.ThrowIfNull(updateState);
        ArgumentNullException.ThrowIfNull(executeCommand);
        Name = name;
        DisplayName = displayName;
        UpdateState = updateState;
        ExecuteCommand = executeCommand;
        DisplayDescription = displayDescription;
        Arguments = arguments ?? [];
        ConfirmationMessage = confirmationMessage;
        IconName = iconName;
        IconVariant = iconVariant;
        IsHighlighted = isHighlighted;
        Visibility = visibility;
        ValidateArguments = validateArguments;
    }

    /// <summary>The name, unique in the resource.</summary>
    public string Name { get; }

    /// <summary>The text that is shown.</summary>
    public string DisplayName { get; }

    /// <summary>Tells, on every change of the resource, whether the command can be executed.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState> UpdateState { get; }

    /// <summary>Executes the command.</summary>
    public Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand { get; }

    /// <summary>What the command does.</summary>
    public string? DisplayDescription { get; }

    /// <summary>The inputs that a person is asked for.</summary>
    public IReadOnlyList<InteractionInput> Arguments { get; }

    /// <summary>Checks the inputs before the command is executed.</summary>
    public Func<InputsDialogValidationContext, Task>? ValidateArguments { get; }

    /// <summary>The question that a person must answer before the command is executed.</summary>
    public string? ConfirmationMessage { get; }

    /// <summary>A Fluent UI icon name.</summary>
    public string? IconName { get; }

    /// <summary>The variant of the icon.</summary>
    public IconVariant? IconVariant { get; }

    /// <summary>Whether the command is shown prominently.</summary>
    public bool IsHighlighted { get; }

    /// <summary>Who can see the command.</summary>
    public ResourceCommandVisibility Visibility { get; }
}
