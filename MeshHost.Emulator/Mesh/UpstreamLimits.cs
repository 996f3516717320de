using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Mesh;

/// <summary>The circuit breakers of destination rules: how many requests may be under way to a service at a time.</summary>
internal sealed class UpstreamLimits
{
    private readonly ConcurrentDictionary<string, Counter> _active = new(StringComparer.Ordinal);

    /// <summary>Takes a place, or returns <see langword="null"/> when the breaker is open. Dispose it when the request is over.</summary>
    public IDisposable? TryEnter((string Namespace, string Name) service, JsonObject? rule, string? subset)
    {
        var pool = DestinationRules.Policy(rule, subset, "connectionPool");
        var connections = pool.At("tcp.maxConnections").AsInteger();
        var pending = pool.At("http.http1MaxPendingRequests").AsInteger();
        var box = _active.GetOrAdd($"{service.Namespace}/{service.Name}/{subset}", static _ => new Counter());
        var active = Interlocked.Increment(ref box.Value);
        if (connections is { } most && active > most + (pending ?? long.MaxValue - most))
        {
            Interlocked.Decrement(ref box.Value);
            return null;
        }

        return new Slot(box);
    }

    private sealed class Counter
    {
        public int Value;
    }

    private sealed class Slot(Counter box) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref box.Value);
    }
}
