using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.Interactions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>Shows on the console how the rollout goes, answers the host's questions there, and sums up at the end.</summary>
internal sealed class ConsoleViewService(
    IConfiguration configuration,
    DistributedApplicationExecutionContext executionContext,
    ResourceNotificationService notifications,
    InteractionService interactions,
    IAnsiConsole console,
    ConsoleLines lines,
    TimeProvider timeProvider) : IHostedService, IDisposable
{
    private static readonly TimeSpan s_questionInterval = TimeSpan.FromMilliseconds(125);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly RolloutModel _model = new(timeProvider);
    private readonly PlainView _plain = new(lines, timeProvider);
    private readonly ConsolePrompt _prompt = new(console, interactions);
    private volatile bool _live;
    private bool _summarized;
    private IDisposable? _answerer;
    private Task _showing = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var mode = ConsoleModeSelector.Select(configuration, executionContext, console);
        if (mode == ConsoleMode.Off)
        {
            return Task.CompletedTask;
        }

        _live = mode == ConsoleMode.Live;
        var watching = WatchAsync(_stopping.Token);
        var asks = !Console.IsInputRedirected && (_live || (console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal));
        if (asks)
        {
            _answerer = interactions.RegisterAnswerer();
            _ = _prompt.CollectAsync(_stopping.Token);
        }

        _showing = _live ? Task.WhenAll(watching, DrawAsync(_stopping.Token))
            : asks ? Task.WhenAll(watching, AnswerAsync(_stopping.Token))
            : watching;
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _answerer?.Dispose();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _showing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (var resourceEvent in notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            lock (_lock)
            {
                var (previous, current) = _model.Update(resourceEvent);
                if (_live)
                {
                    continue;
                }

                _plain.Show(previous, current);
                SummarizeWhenSettled();
            }
        }
    }

    /// <summary>Draws while resources are on their way, with breaks for questions. Afterwards changes are shown line by line.</summary>
    private async Task DrawAsync(CancellationToken cancellationToken)
    {
        var view = new LiveView(console, lines, timeProvider);
        while (!cancellationToken.IsCancellationRequested)
        {
            await view.DrawAsync(Rows, () => _prompt.IsPending || IsSettled(), cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (_prompt.IsPending)
            {
                await _prompt.AnswerAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            lock (_lock)
            {
                _live = false;
                SummarizeWhenSettled();
                return;
            }
        }
    }

    /// <summary>Puts questions between the lines, where nothing is drawn.</summary>
    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await _prompt.AnswerAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(s_questionInterval, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IReadOnlyList<RolloutRow> Rows()
    {
        lock (_lock)
        {
            return [.. _model.Rows];
        }
    }

    private bool IsSettled()
    {
        lock (_lock)
        {
            return _model.IsSettled;
        }
    }

    private void SummarizeWhenSettled()
    {
        if (_summarized || !_model.IsSettled)
        {
            return;
        }

        _summarized = true;
        RolloutRow[] rows = [.. _model.Rows];
        if (rows.Length == 0)
        {
            return;
        }

        foreach (var line in RolloutSummary.Lines(rows, timeProvider.GetUtcNow()))
        {
            lines.Write(line);
        }

        if (!configuration.GetValue("MeshHost:ExitWhenDone", false))
        {
            lines.Write("Press Ctrl+C to stop.");
        }
    }
}
