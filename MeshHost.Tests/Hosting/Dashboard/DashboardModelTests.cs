using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.ConsoleView;
using MeshHost.Hosting.Dashboard.Graph;
using MeshHost.Hosting.Dashboard.Live;
using MeshHost.Hosting.Dashboard.Metrics;
using MeshHost.Hosting.Dashboard.Resources;
using MeshHost.Hosting.Dashboard.Timeline;
using MeshHost.Hosting.Dashboard.Traces;
using MeshHost.Hosting.Telemetry;

namespace MeshHost.Tests.Hosting.Dashboard;

/// <summary>What pages compute before they draw.</summary>
public sealed class DashboardModelTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Layout_puts_each_node_below_what_it_depends_on()
    {
        IReadOnlyList<int>[] dependencies = [[], [0], [0], [1, 2], [3, 0]];

        var layout = LayeredLayout.Compute(dependencies);

        for (var node = 0; node < dependencies.Length; node++)
        {
            Assert.All(dependencies[node], d => Assert.True(layout.Nodes[d].Y + GraphLayout.NodeHeight < layout.Nodes[node].Y));
        }
    }

    [Fact]
    public void Layout_lets_no_node_cover_another_and_none_leave_the_drawing()
    {
        var random = new Random(7);
        IReadOnlyList<int>[] dependencies =
            [.. Enumerable.Range(0, 200).Select(n => (IReadOnlyList<int>)[.. Enumerable.Range(0, Math.Min(n, 3)).Select(_ => random.Next(n)).Distinct()])];

        var layout = LayeredLayout.Compute(dependencies);

        for (var a = 0; a < layout.Nodes.Length; a++)
        {
            Assert.InRange(layout.Nodes[a].X, GraphLayout.NodeWidth / 2, layout.Width - (GraphLayout.NodeWidth / 2));
            Assert.InRange(layout.Nodes[a].Y, GraphLayout.NodeHeight / 2, layout.Height - (GraphLayout.NodeHeight / 2));
            for (var b = 0; b < a; b++)
            {
                Assert.True(
                    Math.Abs(layout.Nodes[a].X - layout.Nodes[b].X) >= GraphLayout.NodeWidth
                    || Math.Abs(layout.Nodes[a].Y - layout.Nodes[b].Y) >= GraphLayout.NodeHeight);
            }
        }
    }

    [Fact]
    public void Layout_leaves_out_edges_that_others_imply()
    {
        var reduced = LayeredLayout.Reduce([[], [0], [1, 0]]);

        Assert.Equal([1], reduced[2]);
    }

    [Fact]
    public void Layout_of_nothing_is_empty() => Assert.Empty(LayeredLayout.Compute([]).Nodes);

    [Fact]
    public void Wait_for_a_parent_is_one_for_its_parts()
    {
        var graph = new ResourceGraph(State(
            View("cluster"), View("network", parent: "cluster"), View("nodes", parent: "cluster", waitsFor: ["network"]), View("app", waitsFor: ["cluster"])));

        Assert.Equal(["network", "nodes", "app"], graph.Nodes.Select(n => n.Name));
        Assert.Equal(["network", "nodes"], graph.DependenciesOf(graph.Nodes[2]).Select(d => d.Name));
    }

    [Fact]
    public void Only_what_failed_by_itself_is_a_root_failure_and_it_names_what_it_holds_up()
    {
        var graph = new ResourceGraph(State(
            View("a", RolloutPhase.Failed),
            View("b", RolloutPhase.Failed, waitsFor: ["a"]),
            View("c", RolloutPhase.Waiting, waitsFor: ["b"]),
            View("d", RolloutPhase.Ready, waitsFor: ["a"])));

        var failure = Assert.Single(graph.RootFailures);

        Assert.Equal("a", failure.Name);
        Assert.Equal(["b", "c"], graph.HeldUpBy(failure).Select(h => h.Name));
    }

    [Fact]
    public void Critical_path_goes_back_from_the_last_end_by_the_last_end_of_each_ones_dependencies()
    {
        var graph = new ResourceGraph(State(
            View("slow", run: Run(0, 0, 5)),
            View("quick", run: Run(0, 0, 1)),
            View("middle", waitsFor: ["slow", "quick"], run: Run(0, 5, 6)),
            View("last", waitsFor: ["middle", "quick"], run: Run(0, 6, 9)),
            View("aside", waitsFor: ["quick"], run: Run(0, 1, 8))));

        var path = CriticalPath.Find(graph, n => n.Runs[0], s_start.AddSeconds(20));

        Assert.Equal(["slow", "middle", "last"], path.Select(n => n.Name));
    }

    [Fact]
    public void Critical_path_ends_at_what_is_still_at_work()
    {
        var graph = new ResourceGraph(State(View("done", run: Run(0, 0, 9)), View("busy", run: Run(0, 2, null))));

        var path = CriticalPath.Find(graph, n => n.Runs[0], s_start.AddSeconds(20));

        Assert.Equal(["busy"], path.Select(n => n.Name));
    }

    [Fact]
    public void Timeline_gives_the_shares_of_waiting_and_work()
    {
        var graph = new ResourceGraph(State(View("a", run: Run(0, 0, 5)), View("b", waitsFor: ["a"], run: Run(0, 5, 10))));

        var model = TimelineModel.Create(graph, latest: false, s_start.AddSeconds(60));

        Assert.NotNull(model);
        Assert.Equal(TimeSpan.FromSeconds(10), model.Length);
        Assert.Equal([(0, 0, 0.5), (0, 0.5, 1)], model.Bars.Select(b => (b.WaitFrom, b.WorkFrom, b.WorkTo)));
        Assert.All(model.Bars, b => Assert.True(b.IsCritical));
        Assert.InRange(model.Ticks().Count(), 2, 14);
    }

    [Fact]
    public void Timeline_of_nothing_is_none() =>
        Assert.Null(TimelineModel.Create(new ResourceGraph(State(View("a"))), latest: false, s_start));

    [Fact]
    public void History_tells_waiting_from_work_and_counts_runs()
    {
        ResourceView? view = null;
        Append(0, RolloutPhase.Waiting, KnownResourceStates.NotStarted);
        Append(1, RolloutPhase.Waiting, KnownResourceStates.Waiting);
        Append(3, RolloutPhase.Working, KnownResourceStates.Starting);
        Append(3, RolloutPhase.Working, KnownResourceStates.Starting);
        Append(8, RolloutPhase.Failed, KnownResourceStates.FailedToStart);
        Append(20, RolloutPhase.Working, KnownResourceStates.Starting);
        Append(21, RolloutPhase.Ready, KnownResourceStates.Running);

        Assert.Equal([Run(1, 3, 8) with { Failed = true }, Run(20, 20, 21)], view!.Runs);
        Assert.Equal(6, view.Changes.Length);

        void Append(int second, RolloutPhase phase, string state)
        {
            var row = new RolloutRow { Name = "a", ResourceType = "Widget", Phase = phase, State = state };
            var happened = new ResourceEvent(new Widget("a"), "a", new CustomResourceSnapshot { ResourceType = "Widget", Properties = [] });
            view = ResourceHistory.Append(view, happened, row, s_start.AddSeconds(second));
        }
    }

    [Fact]
    public void Tree_keeps_the_parents_of_what_a_filter_leaves()
    {
        var state = State(View("p"), View("x", parent: "p"), View("y", parent: "p"), View("q"));

        var rows = ResourceTree.Rows(state, v => v.Name == "y", new HashSet<string>());

        Assert.Equal([("p", 0), ("y", 1)], rows.Select(r => (r.View.Name, r.Depth)));
    }

    [Fact]
    public void Tree_folds_what_is_below_a_closed_parent()
    {
        var state = State(View("p"), View("x", parent: "p"), View("q"));

        var rows = ResourceTree.Rows(state, _ => true, new HashSet<string> { "p" });

        Assert.Equal(["p", "q"], rows.Select(r => r.View.Name));
        Assert.True(rows[0].IsClosed);
    }

    [Fact]
    public void Waterfall_puts_children_below_their_parent_in_the_order_of_their_beginning()
    {
        var waterfall = Waterfall.Create([Span("late", "root", 5, 8), Span("root", null, 0, 10), Span("early", "root", 1, 9), Span("leaf", "early", 2, 3)], new HashSet<string>(), s_start.UtcDateTime);

        Assert.Equal([("root", 0), ("early", 1), ("leaf", 2), ("late", 1)], waterfall.Rows.Select(r => (r.Span.Name, r.Depth)));
        Assert.Equal((0.1, 0.9), (waterfall.Rows[1].From, waterfall.Rows[1].To));
    }

    [Fact]
    public void Waterfall_shows_spans_whose_parent_is_gone_and_those_that_go_on()
    {
        var waterfall = Waterfall.Create([Span("orphan", "gone", 0, null)], new HashSet<string>(), s_start.UtcDateTime.AddSeconds(4));

        Assert.Equal(("orphan", 0, 1.0), waterfall.Rows.Select(r => (r.Span.Name, r.Depth, r.To)).Single());
        Assert.Equal(TimeSpan.FromSeconds(4), waterfall.Length);
    }

    [Fact]
    public void Waterfall_of_very_deep_spans_is_made()
    {
        SpanRecord[] spans = [.. Enumerable.Range(0, 20_000).Select(i => Span($"s{i}", i == 0 ? null : $"s{i - 1}", 0, 1))];

        Assert.Equal(19_999, Waterfall.Create(spans, new HashSet<string>(), s_start.UtcDateTime).Rows[^1].Depth);
    }

    [Fact]
    public void Traces_are_summed_up_and_searched_by_resource()
    {
        SpanRecord[] spans =
        [
            Span("root", null, 0, 10),
            Span("child", "root", 1, 2) with { Status = ActivityStatusCode.Error, Attributes = [KeyValuePair.Create(TraceSummary.ResourceAttribute, "istiod")] },
            Span("other", null, 0, null) with { TraceId = "t2" },
        ];

        var found = TraceSummary.Of(spans, "istiod", errorsOnly: false);

        var trace = Assert.Single(found);
        Assert.Equal(("root", 2, 1), (trace.Name, trace.Spans, trace.Errors));
        Assert.Null(TraceSummary.Of(spans, "other", errorsOnly: false).Single().End);
        Assert.Single(TraceSummary.Of(spans, "", errorsOnly: true));
    }

    [Fact]
    public void Quantiles_are_estimated_within_their_bucket()
    {
        var point = new MetricPointRecord(s_start.UtcDateTime, 10) { Count = 10, Buckets = [new(1, 5), new(2, 4), new(double.PositiveInfinity, 1)] };

        Assert.Equal(1, SeriesView.Quantile(point, 0.5));
        Assert.Equal(1.5, SeriesView.Quantile(point, 0.7)!.Value, precision: 6);
        Assert.Equal(2, SeriesView.Quantile(point, 0.99));
        Assert.Null(SeriesView.Quantile(new MetricPointRecord(s_start.UtcDateTime, 0), 0.5));
    }

    [Fact]
    public void Rate_is_what_was_added_by_the_second()
    {
        var series = new MetricSeriesSnapshot(new("m", "n", ""), new("", "", IsHistogram: false),
            [new(s_start.UtcDateTime, 10), new(s_start.UtcDateTime.AddSeconds(5), 20), new(s_start.UtcDateTime.AddSeconds(10), 20)]);

        Assert.Equal([2, 0], SeriesView.Of(series).Rate.Select(r => r.PerSecond));
    }

    private static MirrorState State(params ResourceView[] views) => new(1, [.. views]);

    private static ResourceView View(
        string name, RolloutPhase phase = RolloutPhase.Ready, string? parent = null, string[]? waitsFor = null, ResourceRun? run = null) => new(
            new Widget(name),
            new CustomResourceSnapshot
            {
                ResourceType = "Widget",
                Properties = [],
                Relationships = [.. (waitsFor ?? []).Select(w => new RelationshipSnapshot(w, "WaitFor"))],
            },
            new RolloutRow { Name = name, ResourceType = "Widget", Phase = phase, ParentName = parent },
            [],
            run is null ? [] : [run]);

    private static ResourceRun Run(int queued, int begun, int? ended) =>
        new(s_start.AddSeconds(queued), s_start.AddSeconds(begun), ended is { } end ? s_start.AddSeconds(end) : null, Failed: false);

    private static SpanRecord Span(string name, string? parent, int start, int? end) => new(
        "t1", name, parent, name, "MeshHost.Tests", ActivityKind.Internal,
        s_start.UtcDateTime.AddSeconds(start), end is { } e ? s_start.UtcDateTime.AddSeconds(e) : null,
        ActivityStatusCode.Unset, null, [], [], []);
}
