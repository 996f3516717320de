using System.Globalization;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Logs;

/// <summary>The console log of one resource.</summary>
internal sealed class ResourceLog
{
    public const int BatchSize = 200;
    private const int BacklogCapacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _backlog = new();
    private readonly List<Channel<LogLine>> _subscriptions = [];
    private readonly TimeProvider _timeProvider;
    private readonly Action<string, bool> _subscribersChanged;
    private int _lineNumber;
    private bool _completed;

    public ResourceLog(string name, TimeProvider timeProvider, Func<ILoggerFactory?> forwardTo, Action<string, bool> subscribersChanged)
    {
        Name = name;
        _timeProvider = timeProvider;
        _subscribersChanged = subscribersChanged;
        Logger = new ResourceLogger(this, forwardTo);
    }

    public string Name { get; }

    public ILogger Logger { get; }

    public bool HasSubscribers
    {
        get
        {
            lock (_lock)
            {
                return _subscriptions.Count > 0;
            }
        }
    }

    public void Write(string text, bool isError)
    {
        var timestamp = _timeProvider.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffK", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            var line = new LogLine(++_lineNumber, $"{timestamp} {text}", isError);
            if (_backlog.Count == BacklogCapacity)
            {
                _backlog.Dequeue();
            }

            _backlog.Enqueue(line);
            foreach (var subscription in _subscriptions)
            {
                subscription.Writer.TryWrite(line);
            }
        }
    }

    public IReadOnlyList<LogLine> GetBacklog()
    {
        lock (_lock)
        {
            return [.. _backlog];
        }
    }

    public void ClearBacklog()
    {
        lock (_lock)
        {
            _backlog.Clear();
            _lineNumber = 0;
        }
    }

    public Channel<LogLine> Subscribe()
    {
        // Bounded, so that a reader that has stopped reading cannot fill the memory; what it misses is the oldest.
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(2 * BacklogCapacity)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        bool first;
        lock (_lock)
        {
            foreach (var line in _backlog)
            {
                channel.Writer.TryWrite(line);
            }

            if (_completed)
            {
                channel.Writer.Complete();
            }

            _subscriptions.Add(channel);
            first = _subscriptions.Count == 1;
        }

        if (first)
        {
            _subscribersChanged(Name, true);
        }

        return channel;
    }

    public void Unsubscribe(Channel<LogLine> subscription)
    {
        bool last;
        lock (_lock)
        {
            last = _subscriptions.Remove(subscription) && _subscriptions.Count == 0;
        }

        if (last)
        {
            _subscribersChanged(Name, false);
        }
    }

    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            foreach (var subscription in _subscriptions)
            {
                subscription.Writer.TryComplete();
            }
        }
    }
}
