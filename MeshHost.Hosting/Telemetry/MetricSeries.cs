namespace MeshHost.Hosting.Telemetry;

/// <summary>The latest points of one series. Guarded by the lock of the store.</summary>
internal sealed class MetricSeries(MetricSeriesKey key, MetricDescription description)
{
    private const int MaxPoints = 720;
    private readonly Queue<MetricPointRecord> _points = new();

    public void Add(MetricPointRecord point)
    {
        _points.Enqueue(point);
        if (_points.Count > MaxPoints)
        {
            _points.Dequeue();
        }
    }

    public MetricSeriesSnapshot ToSnapshot() => new(key, description, [.. _points]);
}
