using System.Collections.Concurrent;
using Spectre.Console;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>
/// The one way in which lines get to the console. While a live view owns the console they are queued and written above it between two
/// frames; two writers at a time would tear it.
/// </summary>
internal sealed class ConsoleLines(IAnsiConsole console)
{
    private readonly ConcurrentQueue<string> _pending = new();
    private readonly Lock _lock = new();
    private bool _held;

    public void Write(string line)
    {
        _pending.Enqueue(line);
        if (!Volatile.Read(ref _held))
        {
            Flush();
        }
    }

    public void Hold() => Volatile.Write(ref _held, true);

    public void Release()
    {
        Volatile.Write(ref _held, false);
        Flush();
    }

    public void Flush()
    {
        lock (_lock)
        {
            while (_pending.TryDequeue(out var line))
            {
                if (Volatile.Read(ref _held))
                {
                    // Through the console, which puts the line above the frame and draws the frame again.
                    console.WriteLine(line);
                }
                else
                {
                    // Past the console, which would break long lines at the width that it assumes for a file or pipe.
                    console.Profile.Out.Writer.WriteLine(line);
                }
            }
        }
    }
}
