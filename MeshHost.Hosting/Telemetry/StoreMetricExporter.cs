using System.Collections.Immutable;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MeshHost.Hosting.Telemetry;

/// <summary>Keeps a point of each metric per interval.</summary>
internal sealed class StoreMetricExporter(TelemetryStore store) : BaseExporter<Metric>
{
    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            var description = new MetricDescription(metric.Description, metric.Unit, IsHistogram(metric.MetricType));
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                var tags = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
                foreach (var tag in point.Tags)
                {
                    tags.Add(KeyValuePair.Create(tag.Key, AttributeText.Of(tag.Value)));
                }

                var key = new MetricSeriesKey(
                    metric.MeterName,
                    metric.Name,
                    string.Join(',', tags.Select(t => $"{t.Key}={t.Value}")));
                store.Add(key, description, ToRecord(metric.MetricType, point));
            }
        }

        return ExportResult.Success;
    }

    private static bool IsHistogram(MetricType type) => type is MetricType.Histogram or MetricType.ExponentialHistogram;

    private static MetricPointRecord ToRecord(MetricType type, in MetricPoint point)
    {
        var time = point.EndTime.UtcDateTime;
        return type switch
        {
            MetricType.LongSum or MetricType.LongSumNonMonotonic => new MetricPointRecord(time, point.GetSumLong()),
            MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => new MetricPointRecord(time, point.GetSumDouble()),
            MetricType.LongGauge => new MetricPointRecord(time, point.GetGaugeLastValueLong()),
            MetricType.DoubleGauge => new MetricPointRecord(time, point.GetGaugeLastValueDouble()),
            MetricType.Histogram => Histogram(time, point),
            _ => new MetricPointRecord(time, point.GetHistogramSum()) { Count = point.GetHistogramCount() },
        };
    }

    private static MetricPointRecord Histogram(DateTime time, in MetricPoint point)
    {
        var buckets = ImmutableArray.CreateBuilder<MetricBucket>();
        foreach (var bucket in point.GetHistogramBuckets())
        {
            buckets.Add(new MetricBucket(bucket.ExplicitBound, bucket.BucketCount));
        }

        return new MetricPointRecord(time, point.GetHistogramSum())
        {
            Count = point.GetHistogramCount(),
            Buckets = buckets.ToImmutable(),
        };
    }
}
