using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MeshHost.Hosting.Logs;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The console logs of resources: a logger to write each, a bounded backlog and a live stream to read it.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _subscriberGate = new();
    private readonly List<Channel<LogSubscriber>> _subscriberWatchers = [];
    private readonly CancellationTokenSource _disposing = new();
    private readonly TimeProvider _timeProvider;

    /// <summary>Initializes the service on the system's clock.</summary>
    public ResourceLoggerService()
        : this(TimeProvider.System)
    {
    }

    internal ResourceLoggerService(TimeProvider timeProvider) => _timeProvider = timeProvider;

    /// <summary>Makes the loggers of the host that receive what resources write, besides the console logs kept here.</summary>
    internal ILoggerFactory? ForwardTo { get; set; }

    /// <summary>Gives the logger of a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <returns>The logger.</returns>
    public ILogger GetLogger(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return GetLog(resource.Name).Logger;
    }

    /// <summary>Gives the logger of a resource.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    /// <returns>The logger.</returns>
    public ILogger GetLogger(string resourceName)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        return GetLog(resourceName).Logger;
    }

    /// <summary>Reads what is in the backlog of a resource, and ends.</summary>
    /// <param name="resource">The resource.</param>
    /// <returns>Batches of lines.</returns>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return GetAllAsync(resource.Name);
    }

    /// <summary>Reads what is in the backlog of a resource, and ends.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    /// <returns>Batches of lines.</returns>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        var backlog = GetLog(resourceName).GetBacklog();
        if (backlog.Count > 0)
        {
            yield return backlog;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <summary>Reads the backlog of a resource and then every new line, until the log is completed.</summary>
    /// <param name="resource">The resource.</param>
    /// <returns>Batches of lines.</returns>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return WatchAsync(resource.Name);
    }

    /// <summary>Reads the backlog of a resource and then every new line, until the log is completed.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    /// <returns>Batches of lines.</returns>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        return WatchCoreAsync(resourceName, CancellationToken.None);
    }

    /// <summary>Observes whether anybody reads the logs of resources.</summary>
    /// <param name="cancellationToken">Ends the observation.</param>
    /// <returns>What is so for each resource, and then every change.</returns>
    public async IAsyncEnumerable<LogSubscriber> WatchAnySubscribersAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<LogSubscriber>();
        lock (_subscriberGate)
        {
            foreach (var log in _logs.Values.Where(l => l.HasSubscribers))
            {
                channel.Writer.TryWrite(new LogSubscriber(log.Name, AnySubscribers: true));
            }

            _subscriberWatchers.Add(channel);
        }

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        try
        {
            await foreach (var subscriber in channel.Reader.ReadAllAsync(linked.Token).ConfigureAwait(false))
            {
                yield return subscriber;
            }
        }
        finally
        {
            lock (_subscriberGate)
            {
                _subscriberWatchers.Remove(channel);
            }
        }
    }

    /// <summary>Completes the log of a resource: those who watch it reach its end.</summary>
    /// <param name="resource">The resource.</param>
    public void Complete(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        Complete(resource.Name);
    }

    /// <summary>Completes the log of a resource: those who watch it reach its end.</summary>
    /// <param name="name">The name of the resource.</param>
    public void Complete(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_logs.TryGetValue(name, out var log))
        {
            log.Complete();
        }
    }

    /// <summary>Forgets the lines of a resource that have been written so far.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    public void ClearBacklog(string resourceName)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        if (_logs.TryGetValue(resourceName, out var log))
        {
            log.ClearBacklog();
        }
    }

    /// <summary>Ends all observations.</summary>
    public void Dispose()
    {
        _disposing.Cancel();
        foreach (var log in _logs.Values)
        {
            log.Complete();
        }

        GC.SuppressFinalize(this);
    }

    internal async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchCoreAsync(
        string resourceName,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subscription = GetLog(resourceName).Subscribe();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        try
        {
            while (await subscription.Reader.WaitToReadAsync(linked.Token).ConfigureAwait(false))
            {
                List<LogLine> batch = [];
                while (batch.Count < ResourceLog.BatchSize && subscription.Reader.TryRead(out var line))
                {
                    batch.Add(line);
                }

                if (batch.Count > 0)
                {
                    yield return batch;
                }
            }
        }
        finally
        {
            GetLog(resourceName).Unsubscribe(subscription);
        }
    }

    private ResourceLog GetLog(string resourceName) =>
        _logs.GetOrAdd(resourceName, name => new ResourceLog(name, _timeProvider, () => ForwardTo, OnSubscribersChanged));

    private void OnSubscribersChanged(string name, bool any)
    {
        lock (_subscriberGate)
        {
            foreach (var watcher in _subscriberWatchers)
            {
                watcher.Writer.TryWrite(new LogSubscriber(name, any));
            }
        }
    }
}
