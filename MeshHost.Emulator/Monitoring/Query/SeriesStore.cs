using System.Collections.Concurrent;

namespace MeshHost.Emulator.Monitoring.Query;

/// <summary>The time series that a Prometheus server has scraped.</summary>
internal sealed class SeriesStore
{
    private const int MaximumSamples = 2000;

    private readonly ConcurrentDictionary<Labels, List<Sample>> _series = new();

    public void Append(Labels labels, Sample sample)
    {
        var samples = _series.GetOrAdd(labels, static _ => []);
        lock (samples)
        {
            if (samples.Count == 0 || samples[^1].Time < sample.Time)
            {
                samples.Add(sample);
            }

            if (samples.Count > MaximumSamples)
            {
                samples.RemoveRange(0, MaximumSamples / 2);
            }
        }
    }

    /// <summary>The series that satisfy a predicate, with their samples in an interval (start excluded, end included).</summary>
    public IEnumerable<(Labels Labels, Sample[] Samples)> Select(Func<Labels, bool> matches, double start, double end)
    {
        foreach (var (labels, samples) in _series)
        {
            if (matches(labels))
            {
                Sample[] found;
                lock (samples)
                {
                    found = [.. samples.Where(sample => sample.Time > start && sample.Time <= end)];
                }

                if (found.Length > 0)
                {
                    yield return (labels, found);
                }
            }
        }
    }

    public IEnumerable<Labels> All => _series.Keys;
}
