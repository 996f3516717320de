using System.Diagnostics;
using System.Diagnostics.Metrics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Hosting;

public sealed class TelemetryTests : HostTest
{
    [Fact]
    public async Task Spans_of_MeshHost_libraries_are_kept_from_their_beginning_to_their_end()
    {
        using var source = new ActivitySource("MeshHost.Tests." + Guid.NewGuid().ToString("N"));
        var store = await StartAsync();
        using (var activity = source.StartActivity("provision", ActivityKind.Client))
        {
            Assert.NotNull(activity);
            Assert.Null(Find(activity).End);
            activity.SetTag("k8s.namespace.name", "istio-system");
            activity.SetTag("list", new[] { 1, 2 });
            activity.AddEvent(new ActivityEvent("retry"));
            activity.AddLink(new ActivityLink(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), default)));
            activity.SetStatus(ActivityStatusCode.Error, "out of quota");
            activity.Stop();
            var span = Find(activity);
            Assert.NotNull(span.End);
            Assert.Equal(("provision", ActivityKind.Client, "out of quota"), (span.Name, span.Kind, span.StatusDescription));
            Assert.Contains(KeyValuePair.Create("k8s.namespace.name", "istio-system"), span.Attributes);
            Assert.Contains(KeyValuePair.Create("list", "1, 2"), span.Attributes);
            Assert.Equal("retry", Assert.Single(span.Events).Name);
            Assert.Single(span.Links);
        }

        SpanRecord Find(Activity activity) => Assert.Single(store.GetSpans(), s => s.SpanId == activity.SpanId.ToHexString());
    }

    [Fact]
    public async Task Spans_of_other_libraries_are_not_collected()
    {
        await StartAsync();
        using var source = new ActivitySource("Other." + Guid.NewGuid().ToString("N"));
        Assert.Null(source.StartActivity("x"));
    }

    [Fact]
    public async Task Metrics_are_kept_by_instrument_and_dimensions()
    {
        var name = "MeshHost.Tests." + Guid.NewGuid().ToString("N");
        using var meter = new Meter(name);
        var counter = meter.CreateCounter<long>("calls", "{call}");
        var histogram = meter.CreateHistogram<double>("duration", "s");
        var builder = CreateBuilder();
        var application = await StartAsync(builder);
        counter.Add(2, KeyValuePair.Create<string, object?>("api", "container"));
        counter.Add(3, KeyValuePair.Create<string, object?>("api", "dns"));
        histogram.Record(1.5);
        application.Services.GetRequiredService<HostTelemetry>().CollectMetrics();
        var series = application.Services.GetRequiredService<TelemetryStore>().GetMetrics().Where(s => s.Key.Meter == name).ToArray();
        Assert.Equal(2, Assert.Single(series, s => s.Key.Tags == "api=container").Points[^1].Value);
        Assert.Equal(3, Assert.Single(series, s => s.Key.Tags == "api=dns").Points[^1].Value);
        var durations = Assert.Single(series, s => s.Key.Name == "duration");
        Assert.True(durations.Description.IsHistogram);
        Assert.Equal((1L, 1.5), (durations.Points[^1].Count, durations.Points[^1].Value));
        Assert.Equal(1, durations.Points[^1].Buckets.Sum(b => b.Count));
    }

    [Fact]
    public async Task Logs_of_resources_are_kept_with_resource_and_span()
    {
        using var source = new ActivitySource("MeshHost.Tests." + Guid.NewGuid().ToString("N"));
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            DisableDashboard = true,
            Args = ["--MeshHost:Console=off"],
        });
        var widget = builder.AddResource(new Widget("w")).Resource;
        var application = await StartAsync(builder);
        using var activity = source.StartActivity("x");
        var logger = application.Services.GetRequiredService<ResourceLoggerService>().GetLogger(widget);
#pragma warning disable CA1873 // The level is known to be enabled: what becomes of the argument is what is tested.
        logger.LogInformation("created {Kind} nodes", "spot");
#pragma warning restore CA1873
        var entry = Assert.Single(application.Services.GetRequiredService<TelemetryStore>().GetLogs(), l => l.ResourceName == "w");
        Assert.Equal(("created spot nodes", LogLevel.Information), (entry.Message, entry.Level));
        Assert.Equal((activity!.TraceId.ToHexString(), activity.SpanId.ToHexString()), (entry.TraceId, entry.SpanId));
        Assert.Equal([KeyValuePair.Create("Kind", "spot")], entry.Attributes);
    }

    [Fact]
    public void The_store_keeps_the_latest_spans_and_logs_only()
    {
        var store = new TelemetryStore();
        for (var i = 0; i < TelemetryStore.MaxSpans + 10; i++)
        {
            store.Put(Span(i));
            store.Add(new LogEntry(default, LogLevel.Information, "c", null, $"{i}", null, null, null, []));
        }

        Assert.Equal((TelemetryStore.MaxSpans, "10"), (store.GetSpans().Length, store.GetSpans()[0].SpanId));
        Assert.Equal((TelemetryStore.MaxLogs, "10"), (store.GetLogs().Length, store.GetLogs()[0].Message));
        var version = store.Version;
        store.Put(Span(20));
        Assert.Equal(TelemetryStore.MaxSpans, store.GetSpans().Length);
        Assert.True(store.Version > version);
        Assert.Single(store.GetTrace("t20"));

        static SpanRecord Span(int i) =>
            new($"t{i}", $"{i}", null, "n", "s", ActivityKind.Internal, default, null, ActivityStatusCode.Unset, null, [], [], []);
    }

    private async Task<TelemetryStore> StartAsync() =>
        (await StartAsync(CreateBuilder())).Services.GetRequiredService<TelemetryStore>();
}
