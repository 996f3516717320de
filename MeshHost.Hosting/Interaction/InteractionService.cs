using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting;

namespace MeshHost.Hosting.Interactions;

/// <summary>Holds open questions until a dashboard, or whoever else has registered to answer, has answered them.</summary>
internal sealed class InteractionService(IServiceProvider services) : IInteractionService
{
    private readonly Lock _lock = new();
    private readonly List<Interaction> _open = [];
    private readonly List<Channel<Interaction>> _watchers = [];
    private int _lastId;
    private int _answerers;

    public bool IsAvailable => Volatile.Read(ref _answerers) > 0;

    /// <summary>Declares that somebody is there to answer, until the result is disposed of.</summary>
    public IDisposable RegisterAnswerer()
    {
        Interlocked.Increment(ref _answerers);
        return new Registration(() => Interlocked.Decrement(ref _answerers));
    }

    /// <summary>Observes interactions: first those that are open, then each one that is opened, changed or closed.</summary>
    public async IAsyncEnumerable<Interaction> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<Interaction>();
        lock (_lock)
        {
            foreach (var interaction in _open)
            {
                channel.Writer.TryWrite(interaction);
            }

            _watchers.Add(channel);
        }

        try
        {
            await foreach (var interaction in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return interaction;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel);
            }
        }
    }

    /// <summary>Answers an interaction. Inputs are validated; while there is an objection the interaction stays open.</summary>
    public async Task<bool> AnswerAsync(
        int id,
        InteractionAnswer answer,
        IReadOnlyDictionary<string, string?> values,
        CancellationToken cancellationToken)
    {
        Interaction? interaction;
        lock (_lock)
        {
            interaction = _open.Find(i => i.Id == id);
        }

        if (interaction is null)
        {
            return false;
        }

        if (answer == InteractionAnswer.Primary && interaction.Kind == InteractionKind.Inputs)
        {
            foreach (var input in interaction.Inputs.Where(i => !i.Disabled && values.ContainsKey(i.Name)))
            {
                input.Value = values[input.Name];
            }

            interaction.Errors = await ValidateAsync(interaction, cancellationToken).ConfigureAwait(false);
            if (interaction.Errors.Count > 0)
            {
                Notify(interaction);
                return false;
            }
        }

        return interaction.TryAnswer(answer);
    }

    public Task<InteractionResult<bool>> PromptConfirmationAsync(
        string title,
        string message,
        MessageBoxInteractionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new MessageBoxInteractionOptions();
        options.Intent ??= MessageIntent.Confirmation;
        options.ShowSecondaryButton ??= true;
        return PromptMessageBoxAsync(title, message, options, cancellationToken);
    }

    public async Task<InteractionResult<bool>> PromptMessageBoxAsync(
        string title,
        string message,
        MessageBoxInteractionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        ToBoolean((await AskAsync(
            InteractionKind.MessageBox, title, message, options ?? new(), inputs: [], cancellationToken).ConfigureAwait(false)).Answer);

    public async Task<InteractionResult<bool>> PromptNotificationAsync(
        string title,
        string message,
        NotificationInteractionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        ToBoolean((await AskAsync(
            InteractionKind.Notification, title, message, options ?? new(), inputs: [], cancellationToken).ConfigureAwait(false)).Answer);

    public Task<InteractionResult<InteractionInput>> PromptInputAsync(
        string title,
        string? message,
        string inputLabel,
        string placeHolder,
        InputsDialogInteractionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        PromptInputAsync(
            title,
            message,
            new InteractionInput { Name = inputLabel, Label = inputLabel, InputType = InputType.Text, Required = true, Placeholder = placeHolder },
            options,
            cancellationToken);

    public async Task<InteractionResult<InteractionInput>> PromptInputAsync(
        string title,
        string? message,
        InteractionInput input,
        InputsDialogInteractionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var result = await PromptInputsAsync(title, message, [input], options, cancellationToken).ConfigureAwait(false);
        return result.Canceled ? InteractionResult.Cancel<InteractionInput>() : InteractionResult.Ok(result.Data[0]);
    }

    public async Task<InteractionResult<InteractionInputCollection>> PromptInputsAsync(
        string title,
        string? message,
        IReadOnlyList<InteractionInput> inputs,
        InputsDialogInteractionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var (interaction, answer) = await AskAsync(
            InteractionKind.Inputs, title, message, options ?? new(), inputs, cancellationToken).ConfigureAwait(false);
        return answer == InteractionAnswer.Primary
            ? InteractionResult.Ok(interaction.Inputs)
            : InteractionResult.Cancel<InteractionInputCollection>();
    }

    private static InteractionResult<bool> ToBoolean(InteractionAnswer answer) =>
        answer == InteractionAnswer.Dismissed ? InteractionResult.Cancel<bool>() : InteractionResult.Ok(answer == InteractionAnswer.Primary);

    private async Task<(Interaction Interaction, InteractionAnswer Answer)> AskAsync(
        InteractionKind kind,
        string title,
        string? message,
        InteractionOptions options,
        IReadOnlyList<InteractionInput> inputs,
        CancellationToken cancellationToken)
    {
        if (!IsAvailable)
        {
            throw new InvalidOperationException(
                $"Nobody can be asked '{title}': there is no dashboard. Check {nameof(IsAvailable)} before asking.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        Interaction interaction;
        lock (_lock)
        {
            interaction = new Interaction(++_lastId, kind, title, message, options, new InteractionInputCollection(inputs));
            _open.Add(interaction);
        }

        Notify(interaction);
        try
        {
            return (interaction, await interaction.Answer.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(interaction);
            }

            interaction.TryAnswer(InteractionAnswer.Dismissed);
            Notify(interaction);
        }
    }

    private async Task<IReadOnlyList<(string InputName, string Message)>> ValidateAsync(
        Interaction interaction,
        CancellationToken cancellationToken)
    {
        var context = new InputsDialogValidationContext
        {
            Inputs = interaction.Inputs,
            CancellationToken = cancellationToken,
            Services = services,
        };
        foreach (var input in interaction.Inputs)
        {
            if (InputRules.FindProblem(input) is { } problem)
            {
                context.AddValidationError(input, problem);
            }
        }

        if (context.Errors.Count == 0 && interaction.Options is InputsDialogInteractionOptions { ValidationCallback: { } validate })
        {
            await validate(context).ConfigureAwait(false);
        }

        return context.Errors;
    }

    private void Notify(Interaction interaction)
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(interaction);
            }
        }
    }

    private sealed class Registration(Action dispose) : IDisposable
    {
        private Action? _dispose = dispose;

        public void Dispose() => Interlocked.Exchange(ref _dispose, null)?.Invoke();
    }
}
