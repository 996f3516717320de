using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace MeshHost.Emulator.Mesh;

/// <summary>The standard metrics of one proxy, in Prometheus' text form.</summary>
internal sealed class ProxyStatistics
{
    private static readonly double[] s_buckets = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000];

    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);

    /// <summary>Counts a request.</summary>
    /// <param name="labels">The labels of Istio's standard metrics, in their order.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="requestBytes">The size of the request.</param>
    /// <param name="responseBytes">The size of the answer.</param>
    public void Record(IEnumerable<KeyValuePair<string, string>> labels, TimeSpan duration, long requestBytes, long responseBytes) =>
        _series.GetOrAdd(Format(labels), static _ => new Series()).Add(duration.TotalMilliseconds, requestBytes, responseBytes);

    public string Write()
    {
        var text = new StringBuilder();
        var all = _series.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => (item.Key, Values: item.Value.Read())).ToList();
        text.Append("# TYPE istio_requests_total counter\n");
        foreach (var (labels, values) in all)
        {
            text.Append(CultureInfo.InvariantCulture, $"istio_requests_total{{{labels}}} {values.Count}\n");
        }

        WriteHistogram(text, "istio_request_duration_milliseconds", all, values => (values.Duration, values.Milliseconds));
        WriteHistogram(text, "istio_request_bytes", all, values => (values.RequestSizes, values.RequestBytes));
        WriteHistogram(text, "istio_response_bytes", all, values => (values.ResponseSizes, values.ResponseBytes));
        return text.ToString();
    }

    private static void WriteHistogram(
        StringBuilder text, string name, List<(string Labels, Snapshot Values)> all, Func<Snapshot, (long[] Buckets, double Sum)> select)
    {
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} histogram\n");
        foreach (var (labels, values) in all)
        {
            var (buckets, sum) = select(values);
            for (var index = 0; index < s_buckets.Length; index++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{s_buckets[index]}\"}} {buckets[index]}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"+Inf\"}} {values.Count}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {sum}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_count{{{labels}}} {values.Count}\n");
        }
    }

    private static string Format(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(
        ',',
        labels.Select(label => $"{label.Key}=\"{label.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));

    private sealed record Snapshot(
        long Count, double Milliseconds, double RequestBytes, double ResponseBytes, long[] Duration, long[] RequestSizes, long[] ResponseSizes);

    private sealed class Series
    {
        private readonly Lock _gate = new();
        private readonly long[] _duration = new long[s_buckets.Length];
        private readonly long[] _requestSizes = new long[s_buckets.Length];
        private readonly long[] _responseSizes = new long[s_buckets.Length];
        private long _count;
        private double _milliseconds;
        private double _requestBytes;
        private double _responseBytes;

        public void Add(double milliseconds, long requestBytes, long responseBytes)
        {
            lock (_gate)
            {
                _count++;
                _milliseconds += milliseconds;
                _requestBytes += requestBytes;
                _responseBytes += responseBytes;
                Observe(_duration, milliseconds);
                Observe(_requestSizes, requestBytes);
                Observe(_responseSizes, responseBytes);
            }
        }

        public Snapshot Read()
        {
            lock (_gate)
            {
                return new Snapshot(
                    _count, _milliseconds, _requestBytes, _responseBytes, [.. _duration], [.. _requestSizes], [.. _responseSizes]);
            }
        }

        private static void Observe(long[] buckets, double value)
        {
            for (var index = 0; index < s_buckets.Length; index++)
            {
                if (value <= s_buckets[index])
                {
                    buckets[index]++;
                }
            }
        }
    }
}
