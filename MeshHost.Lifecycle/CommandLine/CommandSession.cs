using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>The application of a command: its services, and its host only when the command rolls out.</summary>
internal sealed partial class CommandSession : IAsyncDisposable
{
    // What the nodes in progress may take to end.
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(10);

    // What disposing may take once the host has been asked to stop, and been given its time.
    private static readonly TimeSpan s_disposal = TimeSpan.FromSeconds(5);

    private readonly DistributedApplication _application;
    private CancellationTokenRegistration _interruption;
    private readonly bool _started;

    private CommandSession(DistributedApplication application, bool started = false) => (_application, _started) = (application, started);

    public IServiceProvider Services => _application.Services;

    public LifecycleGraph Graph => Services.GetRequiredService<LifecycleGraph>();

    public NodeRunner Runner => Services.GetRequiredService<NodeRunner>();

    public RolloutTracker Tracker => Services.GetRequiredService<RolloutTracker>();

    private IHostApplicationLifetime Lifetime => Services.GetRequiredService<IHostApplicationLifetime>();

    /// <summary>Builds the application: enough for what only the declaration is needed for.</summary>
    public static CommandSession Build(IDistributedApplicationBuilder builder)
    {
        var session = new CommandSession(builder.Build());
        RolloutOrder.Check(session.Graph);
        return session;
    }

    /// <summary>
    /// Builds the application and lets it get ready as before a start, which starts an emulator for example. Neither the orchestrator nor the dashboard is started.
    /// </summary>
    public static async Task<CommandSession> OpenAsync(IDistributedApplicationBuilder builder, CancellationToken cancellationToken)
    {
        var session = new CommandSession(builder.Build());
        try
        {
            var services = session.Services;

            // A started host makes these by itself.
            _ = (services.GetService<TracerProvider>(), services.GetService<MeterProvider>());
            await services.GetRequiredService<IDistributedApplicationEventing>().PublishAsync(
                new BeforeStartEvent(services, services.GetRequiredService<DistributedApplicationModel>()), cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Builds the application and starts its host, which begins the rollout.</summary>
    /// <remarks>The token is observed from the first moment on. A start that is cancelled leaves a session that says what had begun.</remarks>
    public static async Task<CommandSession> StartAsync(IDistributedApplicationBuilder builder, CancellationToken cancellationToken)
    {
        var session = new CommandSession(builder.Build(), started: true);
        var lifetime = session.Lifetime;

        // Nodes stop at once, also while a service of the host does not observe the token of its start.
        session._interruption = cancellationToken.UnsafeRegister(static lifetime => ((IHostApplicationLifetime)lifetime!).StopApplication(), lifetime);
        try
        {
            await session._application.StartAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (Exception) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Services that are cut off at their start may fail in any way. The nodes say how far they came.
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The node of that name.</summary>
    /// <exception cref="UnknownNodeException">There is none.</exception>
    public LifecycleNode Find(string name) => Graph.Find(name) ?? throw new UnknownNodeException(name, Graph.Nodes.Select(n => n.Name));

    /// <summary>The nodes below a resource: the node itself, or those of a parent.</summary>
    /// <exception cref="UnknownNodeException">There is no such resource.</exception>
    public IReadOnlyList<LifecycleNode> FindBelow(string name)
    {
        var model = Services.GetRequiredService<DistributedApplicationModel>();
        var resource = model.Resources.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UnknownNodeException(name, Graph.Nodes.Select(n => n.Name));
        return [.. Graph.Nodes.Where(n => IsBelow(n.Resource, resource))];

        static bool IsBelow(IResource? candidate, IResource ancestor)
        {
            for (; candidate is not null && !ReferenceEquals(candidate, ancestor); candidate = (candidate as IResourceWithParent)?.Parent)
            {
            }

            return candidate is not null;
        }
    }

    /// <summary>Waits until the host is asked to stop.</summary>
    public async Task WaitForStopAsync()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = Lifetime.ApplicationStopping.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), asked);
        await using var _ = registration.ConfigureAwait(false);
        await asked.Task.ConfigureAwait(false);
    }

    /// <summary>Asks the host to stop, and lets the nodes in progress end. What else runs in the host stops when the session is disposed, which may take longer.</summary>
    /// <returns>How far the rollout came.</returns>
    public async Task<RolloutResult> EndRolloutAsync()
    {
        Lifetime.StopApplication();
        try
        {
            await Services.GetRequiredService<Rollout>().DrainAsync(CancellationToken.None).WaitAsync(s_drain).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A node that does not observe its cancellation ends with the process.
        }

        return Tracker.Snapshot();
    }

    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            await StopAsync().ConfigureAwait(false);
        }

        await _interruption.DisposeAsync().ConfigureAwait(false);
        try
        {
            // Of a host that does not end in time, the process' end does the rest: the orchestrator watches it.
            await _application.DisposeAsync().AsTask().WaitAsync(s_disposal).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
        }
    }

    private async Task StopAsync()
    {
        try
        {
            await _application.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host's shutdown limit is over. What is still running ends with the process.
        }
        catch (Exception exception)
        {
            // How the rollout ended has been told. Why a service did not stop is for those who look for it.
            var logger = Services.GetRequiredService<ILogger<CommandSession>>();
            Log.NotStopped(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "The host did not stop in order")]
        public static partial void NotStopped(ILogger logger, Exception exception);
    }
}
