using MeshHost.Emulator.Monitoring.Query;

namespace MeshHost.Tests.Emulator.Monitoring;

/// <summary>The emulated part of PromQL.</summary>
public sealed class QueryTests
{
    private readonly SeriesStore _store = new();

    public QueryTests()
    {
        foreach (var (code, start) in ((string, double)[])[("200", 0), ("503", 0)])
        {
            for (var time = 0; time <= 60; time += 15)
            {
                _store.Append(
                    new Labels(new Dictionary<string, string> { ["__name__"] = "requests_total", ["code"] = code, ["app"] = "web" }),
                    new Sample(1000 + time, start + (code == "200" ? time * 2 : time)));
            }
        }
    }

    [Fact]
    public void Selector_finds_the_newest_samples_of_matching_series()
    {
        var (_, vector) = Evaluate("requests_total{code=~\"2..\"}");

        Assert.Equal(120, Assert.Single(vector).Value);
    }

    [Fact]
    public void Sum_groups_by_labels_before_or_after_its_operand()
    {
        Assert.Equal(180, Assert.Single(Evaluate("sum by (app) (requests_total)").Vector).Value);
        Assert.Equal(2, Evaluate("sum(requests_total) by (code)").Vector.Count);
    }

    [Fact]
    public void Rate_is_per_second() =>
        Assert.Equal(2, Assert.Single(Evaluate("rate(requests_total{code=\"200\"}[5m])").Vector).Value, precision: 6);

    [Fact]
    public void Comparison_keeps_what_holds() => Assert.Equal(60, Assert.Single(Evaluate("requests_total < 100").Vector).Value);

    [Fact]
    public void Arithmetic_binds_as_in_Prometheus() => Assert.Equal(7, Evaluate("1 + 2 * 3").Scalar);

    [Theory]
    [InlineData("topk(3, up)")]
    [InlineData("up offset 5m")]
    [InlineData("sum(up")]
    [InlineData("up{job=}")]
    [InlineData("")]
    public void Query_is_refused_WhenItIsMalformedOrNotEmulated(string query) => Assert.Throws<QueryException>(() => Evaluate(query));

    private (double? Scalar, IReadOnlyList<(Labels Labels, double Value)> Vector) Evaluate(string query) =>
        new QueryEvaluator(_store, 1060).Evaluate(QueryParser.Parse(query));
}
