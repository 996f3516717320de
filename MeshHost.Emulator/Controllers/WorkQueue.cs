using System.Threading.Channels;

namespace MeshHost.Emulator.Controllers;

/// <summary>Keys that await a look: each at most once, and never two looks at the same key at a time.</summary>
internal sealed class WorkQueue
{
    private readonly Lock _gate = new();
    private readonly HashSet<ObjectKey> _queued = [];
    private readonly HashSet<ObjectKey> _active = [];
    private readonly Channel<ObjectKey> _ready = Channel.CreateUnbounded<ObjectKey>();

    /// <summary>Whether nothing waits and nothing is looked at.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _queued.Count == 0 && _active.Count == 0;
            }
        }
    }

    public void Add(ObjectKey key)
    {
        lock (_gate)
        {
            // While it is looked at, the key waits in the set only: Done puts it into the channel.
            if (_queued.Add(key) && !_active.Contains(key))
            {
                _ready.Writer.TryWrite(key);
            }
        }
    }

    public async ValueTask<ObjectKey> TakeAsync(CancellationToken cancellationToken)
    {
        var key = await _ready.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _queued.Remove(key);
            _active.Add(key);
        }

        return key;
    }

    public void Done(ObjectKey key)
    {
        lock (_gate)
        {
            _active.Remove(key);
            if (_queued.Contains(key))
            {
                _ready.Writer.TryWrite(key);
            }
        }
    }
}
