using System.Collections.Immutable;

namespace MeshHost.Hosting.Telemetry;

/// <summary>The latest spans, logs and metrics of this process, bounded in number. Reads are snapshots; writes are cheap.</summary>
internal sealed class TelemetryStore
{
    public const int MaxSpans = 20_000;
    public const int MaxLogs = 20_000;
    public const int MaxSeries = 2_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<SpanRecord>> _spansById = new(StringComparer.Ordinal);
    private readonly LinkedList<SpanRecord> _spans = new();
    private readonly Queue<LogEntry> _logs = new();
    private readonly Dictionary<MetricSeriesKey, MetricSeries> _series = [];
    private long _version;

    /// <summary>Grows with every change: who shows the content need not compare it.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Adds a span, or replaces it by what is known about it now.</summary>
    public void Put(SpanRecord span)
    {
        lock (_lock)
        {
            if (_spansById.TryGetValue(span.SpanId, out var node))
            {
                node.Value = span;
            }
            else
            {
                _spansById[span.SpanId] = _spans.AddLast(span);
                if (_spans.Count > MaxSpans)
                {
                    _spansById.Remove(_spans.First!.Value.SpanId);
                    _spans.RemoveFirst();
                }
            }
        }

        Interlocked.Increment(ref _version);
    }

    public void Add(LogEntry entry)
    {
        lock (_lock)
        {
            _logs.Enqueue(entry);
            if (_logs.Count > MaxLogs)
            {
                _logs.Dequeue();
            }
        }

        Interlocked.Increment(ref _version);
    }

    /// <summary>Adds a point to a series; new series beyond the bound are not kept.</summary>
    public void Add(MetricSeriesKey key, MetricDescription description, MetricPointRecord point)
    {
        lock (_lock)
        {
            if (!_series.TryGetValue(key, out var series))
            {
                if (_series.Count == MaxSeries)
                {
                    return;
                }

                _series[key] = series = new MetricSeries(key, description);
            }

            series.Add(point);
        }

        Interlocked.Increment(ref _version);
    }

    /// <summary>All spans, the oldest first.</summary>
    public ImmutableArray<SpanRecord> GetSpans()
    {
        lock (_lock)
        {
            return [.. _spans];
        }
    }

    /// <summary>The spans of one trace, the oldest first.</summary>
    public ImmutableArray<SpanRecord> GetTrace(string traceId)
    {
        lock (_lock)
        {
            return [.. _spans.Where(s => s.TraceId == traceId)];
        }
    }

    /// <summary>All logs, the oldest first.</summary>
    public ImmutableArray<LogEntry> GetLogs()
    {
        lock (_lock)
        {
            return [.. _logs];
        }
    }

    /// <summary>All series with their points.</summary>
    public ImmutableArray<MetricSeriesSnapshot> GetMetrics()
    {
        lock (_lock)
        {
            return [.. _series.Values.Select(s => s.ToSnapshot())];
        }
    }
}
