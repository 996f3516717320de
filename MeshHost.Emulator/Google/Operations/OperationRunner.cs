using System.Collections.Concurrent;
using System.Globalization;
using MeshHost.Emulator.Google.Faults;
using MeshHost.Emulator.Google.State;
using Microsoft.Extensions.Logging;

namespace MeshHost.Emulator.Google.Operations;

/// <summary>Runs operations: each takes the time that it takes at Google, scaled, and then makes its change.</summary>
internal sealed partial class OperationRunner(
    CloudState state,
    Identifiers identifiers,
    FaultInjector faults,
    GoogleCloudOptions options,
    ILogger logger) : IAsyncDisposable
{
    private const int MostKept = 200;
    private readonly Dictionary<string, OperationHandler> _handlers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RunningOperation> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Adds what carries out operations of one kind.</summary>
    /// <param name="name">Name of the kind.</param>
    /// <param name="handler">What carries them out.</param>
    public void Register(string name, OperationHandler handler) => _handlers.Add(name, handler);

    /// <summary>Starts an operation. Called under the state's lock; the work begins after the lock is released.</summary>
    /// <param name="request">The operation.</param>
    /// <returns>The operation as its caller sees it first.</returns>
    public Operation Start(OperationRequest request)
    {
        var now = options.TimeProvider.GetUtcNow();
        var fault = faults.TakeOperationFault(request.MethodId, request.Target);
        var jitter = 0.85 + (0.3 * identifiers.NextFraction());
        var duration = request.Duration * (options.TimeScale * jitter * (fault?.DurationFactor ?? 1));
        var operation = new Operation
        {
            Service = request.Service,
            Scope = request.Scope,
            Name = NewName(request, now),
            Id = identifiers.NextNumber(),
            Type = request.Type,
            Target = request.Target,
            TargetId = request.TargetId,
            Handler = request.Handler,
            Payload = request.Payload,
            InsertTime = now,
            DueTime = now + duration,
            Status = OperationStatus.Running,
            PlannedError = fault?.OperationError,
            RequestId = request.RequestId,
        };
        Schedule(operation);
        return operation;
    }

    /// <summary>Goes on with the operations that an earlier run of the emulator left unfinished.</summary>
    public void Resume() => state.Transact(() =>
    {
        foreach (var operation in All("operations/").Where(o => !o.IsDone))
        {
            Schedule(operation);
        }
    });

    /// <summary>Finds an operation.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The operation, or <see langword="null"/>.</returns>
    public Operation? Find(string key) => state.Find(key) is { } json ? Operation.FromJson(json) : null;

    /// <summary>The operations below a key prefix, oldest first.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <returns>The operations.</returns>
    public IReadOnlyList<Operation> All(string prefix) =>
        [.. state.Under(prefix).Select(o => Operation.FromJson(o.Value)).OrderBy(o => o.InsertTime).ThenBy(o => o.Id, StringComparer.Ordinal)];

    /// <summary>The unfinished operation on a resource.</summary>
    /// <param name="target">Key of the resource.</param>
    /// <returns>The operation, or <see langword="null"/> when nothing is under way.</returns>
    public Operation? ActiveOn(string target) =>
        _running.Values.Select(r => Find(r.Key)).FirstOrDefault(o => o is { IsDone: false } && o.Target == target);

    /// <summary>The unfinished operations on resources below a key prefix.</summary>
    /// <param name="targetPrefix">The prefix.</param>
    /// <returns>The operations, oldest first.</returns>
    public IReadOnlyList<Operation> ActiveUnder(string targetPrefix) =>
        [.. _running.Values.Select(r => Find(r.Key)).OfType<Operation>()
            .Where(o => !o.IsDone && o.Target.StartsWith(targetPrefix, StringComparison.Ordinal)).OrderBy(o => o.InsertTime)];

    /// <summary>Removes a finished operation.</summary>
    /// <param name="operation">The operation.</param>
    public void Forget(Operation operation) => state.Remove(operation.Key);

    /// <summary>Waits until an operation has ended.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that ends when the operation has ended or the time is over.</returns>
    public async Task WaitAsync(string key, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(key, out var running))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var elapsed = Task.Delay(timeout, options.TimeProvider, limit.Token);
            await Task.WhenAny(running.Ended.Task, elapsed).ConfigureAwait(false);
            await limit.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Cancels an operation: it winds down and ends.</summary>
    /// <param name="operation">The operation.</param>
    public void Cancel(Operation operation)
    {
        Save(operation with { Status = OperationStatus.Aborting });
        if (_running.TryGetValue(operation.Key, out var running))
        {
            running.Cancelled.Cancel();
        }
    }

    /// <summary>Stops all work; unfinished operations stay in the state and go on after a restart.</summary>
    /// <returns>A task that ends when nothing runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Values.Select(r => r.Ended.Task)).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Schedule(Operation operation)
    {
        Save(operation);
        var running = new RunningOperation(operation.Key);
        _running[operation.Key] = running;
        _ = Task.Run(() => RunAsync(operation, running));
    }

    private async Task RunAsync(Operation operation, RunningOperation running)
    {
        try
        {
            using var activity = EmulatorTelemetry.Source.StartActivity($"{operation.Service} {operation.Type}");
            activity?.SetTag("gcp.operation.name", operation.Name);
            activity?.SetTag("gcp.resource.name", operation.Target);
            var error = await CarryOutAsync(operation, running).ConfigureAwait(false);
            state.Transact(() => End(operation, error));
            activity?.SetTag("error.type", error?.Code);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Left as it is: the next run resumes it.
        }
        catch (Exception error)
        {
            // A fault of the emulator must not look like an operation that never ends.
            Log.HandlerFailed(logger, operation.Name, operation.Handler, error);
            state.Transact(() => Save(operation with
            {
                Status = OperationStatus.Done,
                EndTime = options.TimeProvider.GetUtcNow(),
                Error = new OperationError("INTERNAL_ERROR", $"The emulator failed: {error.Message}", 500),
            }));
        }
        finally
        {
            _running.TryRemove(operation.Key, out _);
            running.Ended.TrySetResult();
            running.Cancelled.Dispose();
        }
    }

    private async Task<OperationError?> CarryOutAsync(Operation operation, RunningOperation running)
    {
        var handler = _handlers[operation.Handler];
        OperationError error;
        try
        {
            using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, running.Cancelled.Token);
            var remaining = operation.DueTime - options.TimeProvider.GetUtcNow();
            var elapse = remaining > TimeSpan.Zero ? Task.Delay(remaining, options.TimeProvider, cancelled.Token) : Task.CompletedTask;
            if (operation.PlannedError is null)
            {
                await handler.PrepareAsync(operation, cancelled.Token).ConfigureAwait(false);
            }

            await elapse.ConfigureAwait(false);
            if (operation.PlannedError is { } planned)
            {
                return planned;
            }

            await handler.ApplyAsync(operation, cancelled.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationFailedException failed)
        {
            error = failed.Error;
        }
        catch (OperationCanceledException) when (running.Cancelled.IsCancellationRequested && !_stopping.IsCancellationRequested)
        {
            error = new OperationError("CANCELLED", "Operation was aborted.", 499);
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            Log.HandlerFailed(logger, operation.Name, operation.Handler, failure);
            error = new OperationError("INTERNAL", $"Internal error: {failure.Message}", 500);
        }

        await handler.AbandonAsync(operation).ConfigureAwait(false);
        return error;
    }

    private void End(Operation operation, OperationError? error)
    {
        var handler = _handlers[operation.Handler];
        if (error is null)
        {
            try
            {
                handler.Complete(operation);
            }
            catch (OperationFailedException failed)
            {
                error = failed.Error;
            }
        }

        if (error is not null)
        {
            handler.Fail(operation, error);
        }

        Save(operation with { Status = OperationStatus.Done, EndTime = options.TimeProvider.GetUtcNow(), Error = error });
        Prune(operation);
    }

    // Google keeps operations for weeks; here the newest of a scope are enough, so that the state does not grow for ever.
    private void Prune(Operation operation)
    {
        var kept = All($"operations/{operation.Service}/{operation.Scope}/");
        foreach (var old in kept.Where(o => o.IsDone).Take(kept.Count - MostKept))
        {
            state.Remove(old.Key);
        }
    }

    private void Save(Operation operation) => state.Put(operation.Key, operation.ToJson());

    private string NewName(OperationRequest request, DateTimeOffset now)
    {
        var milliseconds = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return request.Service switch
        {
            "compute" => $"{request.NamePrefix}{milliseconds}-{identifiers.NextHex(13)}-{identifiers.NextHex(8)}-{identifiers.NextHex(8)}",
            "container" => $"{request.NamePrefix}{milliseconds}-{identifiers.NextGuid()}",
            _ => $"{request.NamePrefix}{identifiers.NextGuid()}",
        };
    }

    private sealed class RunningOperation(string key)
    {
        public string Key { get; } = key;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationTokenSource Cancelled { get; } = new();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The emulator failed at operation '{Operation}' ({Handler}).")]
        public static partial void HandlerFailed(ILogger logger, string operation, string handler, Exception error);
    }
}
