namespace Aspire.Hosting.ApplicationModel;

/// <summary>Options of a command.</summary>
public class CommandOptions
{
    /// <summary>What the command does.</summary>
    public string? Description { get; set; }

    /// <summary>The inputs that a person is asked for.</summary>
    public IReadOnlyList<InteractionInput> Arguments { get; set; } = [];

    /// <summary>Checks the inputs before the command is executed.</summary>
    public Func<InputsDialogValidationContext, Task>? ValidateArguments { get; set; }

    /// <summary>Who can see the command.</summary>
    public ResourceCommandVisibility Visibility { get; set; } = ResourceCommandVisibility.UI | ResourceCommandVisibility.Api;

    /// <summary>The question that a person must answer before the command is executed.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>A Fluent UI icon name.</summary>
    public string? IconName { get; set; }

    /// <summary>The variant of the icon.</summary>
    public IconVariant? IconVariant { get; set; }

    /// <summary>Whether the command is shown prominently.</summary>
    public bool IsHighlighted { get; set; }

    /// <summary>Tells, on every change of the resource, whether the command can be executed; always when it is <see langword="null"/>.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState>? UpdateState { get; set; }
}
