namespace Aspire.Hosting;

/// <summary>Asks the person at the dashboard.</summary>
public interface IInteractionService
{
    /// <summary>Whether there is a person to ask.</summary>
    bool IsAvailable { get; }

    /// <summary>Asks for confirmation.</summary>
    /// <param name="title">The title.</param>
    /// <param name="message">The question.</param>
    /// <param name="options">Buttons and intent.</param>
    /// <param name="cancellationToken">Withdraws the question.</param>
    /// <returns>Whether the person agreed.</returns>
    Task<InteractionResult<bool>> PromptConfirmationAsync(
        string title,
        string message,
        MessageBoxInteractionOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Shows a message and waits until it is answered.</summary>
    /// <param name="title">The title.</param>
    /// <param name="message">The message.</param>
    /// <param name="options">Buttons and intent.</param>
    /// <param name="cancellationToken">Withdraws the message.</param>
    /// <returns>Which button was pressed.</returns>
    Task<InteractionResult<bool>> PromptMessageBoxAsync(
        string title,
        string message,
        MessageBoxInteractionOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Asks for a line of text.</summary>
    /// <param name="title">The title.</param>
    /// <param name="message">The question.</param>
    /// <param name="inputLabel">The label of the input.</param>
    /// <param name="placeHolder">The text that is shown while there is no value.</param>
    /// <param name="options">Buttons and validation.</param>
    /// <param name="cancellationToken">Withdraws the question.</param>
    /// <returns>The input, with its value.</returns>
    Task<InteractionResult<InteractionInput>> PromptInputAsync(
        string title,
        string? message,
        string inputLabel,
        string placeHolder,
        InputsDialogInteractionOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Asks for a value.</summary>
    /// <param name="title">The title.</param>
    /// <param name="message">The question.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">Buttons and validation.</param>
    /// <param name="cancellationToken">Withdraws the question.</param>
    /// <returns>The input, with its value.</returns>
    Task<InteractionResult<InteractionInput>> PromptInputAsync(
        string title,
        string? message,
        InteractionInput input,
        InputsDialogInteractionOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Asks for some values.</summary>
    /// <param name="title">The title.</param>
    /// <param name="message">The question.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="options">Buttons and validation.</param>
    /// <param name="cancellationToken">Withdraws the question.</param>
    /// <returns>The inputs, with their values.</returns>
    Task<InteractionResult<InteractionInputCollection>> PromptInputsAsync(
        string title,
        string? message,
        IReadOnlyList<InteractionInput> inputs,
        InputsDialogInteractionOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Shows a message that does not get in the way.</summary>
    /// <param name="title">The title.</param>
    /// <param name="message">The message.</param>
    /// <param name="options">Button, link and intent.</param>
    /// <param name="cancellationToken">Withdraws the message.</param>
    /// <returns>Which button was pressed.</returns>
    Task<InteractionResult<bool>> PromptNotificationAsync(
        string title,
        string message,
        NotificationInteractionOptions? options = null,
        CancellationToken cancellationToken = default);
}
