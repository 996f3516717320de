using System.Runtime.CompilerServices;

namespace MeshHost.Emulator.Workloads;

/// <summary>The newest lines that a container has written.</summary>
internal sealed class ContainerLog
{
    private const int Capacity = 2000;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private long _written;
    private TaskCompletionSource _more = NewSignal();
    private bool _closed;

    /// <summary>Writes a line.</summary>
    public void Write(string line)
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            _lines.Enqueue(line);
            _written++;
            if (_lines.Count > Capacity)
            {
                _lines.Dequeue();
            }

            more = _more;
            _more = NewSignal();
        }

        more.TrySetResult();
    }

    /// <summary>Ends those who follow.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _more.TrySetResult();
        }
    }

    /// <summary>The lines that are kept, of them only the last <paramref name="tail"/> where that is given, and with <paramref name="follow"/> those that come.</summary>
    public async IAsyncEnumerable<string> ReadAsync(bool follow, int? tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = 0;
        while (true)
        {
            string[] lines;
            Task more;
            lock (_gate)
            {
                var unread = (int)Math.Min(_written - position, _lines.Count);
                unread = Math.Min(unread, tail ?? unread);
                tail = null;
                lines = [.. _lines.Skip(_lines.Count - unread)];
                position = _written;
                more = _closed ? Task.CompletedTask : _more.Task;
            }

            foreach (var line in lines)
            {
                yield return line;
            }

            if (!follow || (lines.Length == 0 && more.IsCompleted))
            {
                yield break;
            }

            await more.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
