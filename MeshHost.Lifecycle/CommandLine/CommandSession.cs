using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>The application of a command: its services, and its host only when the command rolls out.</summary>
internal sealed class CommandSession : IAsyncDisposable
{
    private readonly DistributedApplication _application;
    private bool _started;

    private CommandSession(DistributedApplication application) => _application = application;

    public IServiceProvider Services => _application.Services;

    public LifecycleGraph Graph => Services.GetRequiredService<LifecycleGraph>();

    public NodeRunner Runner => Services.GetRequiredService<NodeRunner>();

    public RolloutTracker Tracker => Services.GetRequiredService<RolloutTracker>();

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
        var session = new CommandSession(builder.Build()) { _started = true };
        try
        {
            await session._application.StartAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
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
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops the host; the nodes in progress end first.</summary>
    /// <returns>How far the rollout came.</returns>
    public async Task<RolloutResult> StopAsync()
    {
        if (_started)
        {
            _started = false;
            try
            {
                await _application.StopAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The host's shutdown limit is over. What is still running ends with the process.
            }
        }

        return Tracker.Snapshot();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }
}
