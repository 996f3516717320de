using System.Collections.Concurrent;
using System.Diagnostics;
using MeshHost.Helm;
using MeshHost.Tests.Helm.Charts;

namespace MeshHost.Tests.Helm.Rendering;

/// <summary>Values may be secret, so no span may show one; the exception, which the caller gets, says what Helm says.</summary>
public sealed class TracedValuesTests
{
    [Theory]
    [InlineData("{{ tpl .Values.password . }}", "hunter2 {{ .x.y }}", "{}")]
    [InlineData("{{ index .Values.password \"x\" }}", "hunter2", "{}")]
    [InlineData("a: {{ .Values.password }}", "*hunter2", "{}")]
    [InlineData("a: b", "hunter2", "{\"properties\":{\"password\":{\"pattern\":\"^[a-z]+$\"}}}")]
    public void Span_of_a_failed_rendering_has_no_values(string template, string password, string schema)
    {
        var name = "traced-" + Guid.NewGuid().ToString("N")[..8];
        var chart = TestCharts.Create(name, ("templates/a.yaml", template), ("values.schema.json", schema));
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "MeshHost.Helm",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        var failure = Assert.ThrowsAny<Exception>(() => TestCharts.Render(chart, new ChartValues().Set("password", password), new RenderOptions { ReleaseName = "x" }));

        var span = Assert.Single(spans, s => (string?)s.GetTagItem("helm.chart.name") == name);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.DoesNotContain("hunter2", span.StatusDescription + string.Join(' ', span.TagObjects.Select(t => t.Value)), StringComparison.Ordinal);
        Assert.True(failure is ChartException or TemplateException);
    }
}
