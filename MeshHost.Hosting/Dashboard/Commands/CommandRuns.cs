using System.Collections.Immutable;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.Dashboard.Live;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Hosting.Dashboard.Commands;

/// <summary>
/// Starts commands and keeps how they went. A command goes on when the browser that started it has been closed: provisioning takes
/// minutes, and half of it is worse than all of it.
/// </summary>
internal sealed class CommandRuns(
    ResourceCommandService commands,
    ResourceMirror resources,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider)
{
    private const int MaxRuns = 100;

    private readonly Lock _lock = new();
    private ImmutableList<CommandRun> _runs = [];
    private int _lastId;
    private long _version;

    /// <summary>Grows with every change.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>The runs, the oldest first.</summary>
    public ImmutableList<CommandRun> All => Volatile.Read(ref _runs);

    public CommandRun? Find(int id) => All.Find(r => r.Id == id);

    /// <summary>Starts a command, unless it is disabled or not meant for people.</summary>
    /// <returns>The run; <see langword="null"/> when the resource has no such command.</returns>
    public CommandRun? Start(string resourceName, string commandName, IReadOnlyDictionary<string, string?> values)
    {
        if (!resources.State.TryFind(resourceName, out var view)
            || view.Snapshot.Commands.FirstOrDefault(c => c.Name == commandName) is not { } command
            || command.State == ResourceCommandState.Hidden
            || !command.Visibility.HasFlag(ResourceCommandVisibility.UI))
        {
            return null;
        }

        CommandRun run;
        lock (_lock)
        {
            run = new CommandRun(++_lastId, view.Name, command.DisplayName, timeProvider.GetUtcNow(), null, null);
            _runs = _runs.Count == MaxRuns ? _runs.RemoveAt(0).Add(run) : _runs.Add(run);
        }

        Interlocked.Increment(ref _version);
        if (command.State == ResourceCommandState.Disabled)
        {
            return End(run, CommandResults.Failure($"'{command.DisplayName}' cannot be executed while '{view.Name}' is {view.Snapshot.State?.Text}."));
        }

        _ = ExecuteAsync(run, commandName, Arguments(command, values));
        return run;
    }

    private static InteractionInputCollection Arguments(ResourceCommandSnapshot command, IReadOnlyDictionary<string, string?> values) =>
        new([
            .. command.Arguments.Select(input => new InteractionInput
            {
                Name = input.Name,
                Label = input.Label,
                InputType = input.InputType,
                Required = input.Required,
                Options = input.Options,
                AllowCustomChoice = input.AllowCustomChoice,
                MaxLength = input.MaxLength,
                Value = values.TryGetValue(input.Name, out var value) ? value : input.Value,
            }),
        ]);

    private async Task ExecuteAsync(CommandRun run, string commandName, InteractionInputCollection arguments)
    {
        // Not on the thread of the request, which has its answer to send.
        await Task.Yield();
        try
        {
            End(run, await commands.ExecuteCommandAsync(run.ResourceName, commandName, arguments, lifetime.ApplicationStopping).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            End(run, CommandResults.Failure(exception));
        }
    }

    private CommandRun End(CommandRun run, ExecuteCommandResult result)
    {
        var ended = run with { Ended = timeProvider.GetUtcNow(), Result = result };
        lock (_lock)
        {
            _runs = _runs.Contains(run) ? _runs.Replace(run, ended) : _runs;
        }

        Interlocked.Increment(ref _version);
        return ended;
    }
}
