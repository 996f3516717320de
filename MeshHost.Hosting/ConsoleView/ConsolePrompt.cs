using System.Collections.Concurrent;
using Aspire.Hosting;
using MeshHost.Hosting.Interactions;
using Spectre.Console;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>Puts the host's questions to the person at the terminal. Secrets are not echoed.</summary>
internal sealed class ConsolePrompt(IAnsiConsole console, InteractionService interactions)
{
    private readonly ConcurrentQueue<Interaction> _pending = new();

    public bool IsPending => _pending.Any(i => i.IsOpen);

    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var interaction in interactions.WatchAsync(cancellationToken).ConfigureAwait(false))
            {
                if (interaction.IsOpen && interaction.Kind == InteractionKind.Inputs && !_pending.Contains(interaction))
                {
                    _pending.Enqueue(interaction);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops; what is open is withdrawn with it.
        }
    }

    public async Task AnswerAsync(CancellationToken cancellationToken)
    {
        while (_pending.TryDequeue(out var interaction))
        {
            console.WriteLine(interaction.Title);
            console.WriteLine(interaction.Message ?? string.Empty);
            while (interaction.IsOpen)
            {
                var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
                foreach (var input in interaction.Inputs)
                {
                    values[input.Name] = await AskAsync(input, cancellationToken).ConfigureAwait(false);
                }

                if (await interactions.AnswerAsync(interaction.Id, InteractionAnswer.Primary, values, cancellationToken).ConfigureAwait(false))
                {
                    break;
                }

                foreach (var (name, message) in interaction.Errors)
                {
                    console.WriteLine($"{name}: {message}");
                }
            }
        }
    }

    private Task<string> AskAsync(InteractionInput input, CancellationToken cancellationToken)
    {
        var label = Markup.Escape(input.Description is { Length: > 0 } description
            ? $"{input.Label ?? input.Name} ({description}):"
            : $"{input.Label ?? input.Name}:");
        var prompt = new TextPrompt<string>(label) { IsSecret = input.InputType == InputType.SecretText, AllowEmpty = !input.Required };
        return prompt.ShowAsync(console, cancellationToken);
    }
}
