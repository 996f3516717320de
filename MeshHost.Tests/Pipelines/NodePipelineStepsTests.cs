using Aspire.Hosting;
using MeshHost.Tests.Resources.Lifecycle;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Pipelines;

/// <summary>The steps of nodes on Aspire's own pipeline.</summary>
public sealed class NodePipelineStepsTests : PipelineTest
{
    [Fact]
    public async Task Deploy_runs_nodes_in_the_graph_s_order_and_shows_what_they_say()
    {
        var builder = CreateBuilder("deploy");
        List<string> order = [];
        var first = Add(builder, "first", Says("first"));
        Add(builder, "second", Says("second"), first);

        var (exit, text) = await RunAsync(builder);

        Assert.Equal(0, exit);
        Assert.Equal(["first", "second"], order);
        Assert.Contains("provision-first: a hole is dug", text, StringComparison.Ordinal);
        Assert.Matches("(?s)done    provision-first .*done    provision-second .*done    deploy .* steps succeeded in ", text);

        // Neither the attempts of Polly, nor Aspire's own bookkeeping.
        Assert.DoesNotContain("Execution attempt", text, StringComparison.Ordinal);
        Assert.DoesNotContain("deploy tag", text, StringComparison.Ordinal);

        ScriptedLifecycle Says(string name) => new((_, context) =>
        {
            lock (order)
            {
                order.Add(name);
            }

            context.Logger.LogInformation("a hole is dug");
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Failing_node_fails_its_step_with_the_cause_and_without_a_stack()
    {
        var builder = CreateBuilder("deploy");
        var bad = Add(builder, "bad", new ScriptedLifecycle((_, _) => throw new InvalidOperationException("broken pipe fitting")));
        var blocked = new ScriptedLifecycle((_, _) => Task.CompletedTask);
        Add(builder, "blocked", blocked, bad);
        var other = new ScriptedLifecycle((_, _) => Task.CompletedTask);
        Add(builder, "other", other);

        var (exit, text) = await RunAsync(builder);

        Assert.Equal(1, exit);
        Assert.Matches(@"failed  provision-bad \(.* s\): .*broken pipe fitting", text);
        Assert.Contains("steps failed after", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.Equal((0, 1), (blocked.Provisions, other.Provisions));
    }

    [Fact]
    public async Task Destroy_removes_nodes_in_reverse_order()
    {
        var builder = CreateBuilder("destroy");
        List<string> destroyed = [];
        var first = Add(builder, "first", new ScriptedLifecycle { Destroyed = destroyed });
        Add(builder, "second", new ScriptedLifecycle { Destroyed = destroyed }, first);

        var (exit, _) = await RunAsync(builder, "--yes", "true");

        Assert.Equal(0, exit);
        Assert.Equal(["second", "first"], destroyed);
    }

    [Fact]
    public async Task Node_that_cannot_be_removed_keeps_what_it_depends_on()
    {
        var builder = CreateBuilder("destroy");
        List<string> destroyed = [];
        var first = Add(builder, "first", new ScriptedLifecycle { Destroyed = destroyed });
        Add(builder, "second", new ScriptedLifecycle { Destroy = () => throw new InvalidOperationException("it is nailed down"), Destroyed = destroyed }, first);

        var (exit, text) = await RunAsync(builder);

        Assert.Equal(1, exit);
        Assert.Empty(destroyed);
        Assert.Matches(@"failed  destroy-second \(.* s\): .*it is nailed down", text);
    }

    [Fact]
    public async Task Do_runs_a_step_with_what_it_depends_on_and_nothing_else()
    {
        var builder = CreateBuilder("provision-second");
        var (first, second, third) = (Counted(), Counted(), Counted());
        var one = Add(builder, "first", first);
        Add(builder, "third", third, Add(builder, "second", second, one));

        var (exit, _) = await RunAsync(builder);

        Assert.Equal(0, exit);
        Assert.Equal((1, 1, 0), (first.Provisions, second.Provisions, third.Provisions));

        static ScriptedLifecycle Counted() => new((_, _) => Task.CompletedTask);
    }

    [Fact]
    public async Task Interrupted_pipeline_says_what_is_half_done_and_returns_130()
    {
        var builder = CreateBuilder("deploy");
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Add(builder, "slow", new ScriptedLifecycle((_, context) =>
        {
            context.Report("waiting for the tide");
            interruption.CancelAfter(TimeSpan.FromMilliseconds(50));
            return Task.Delay(Timeout.Infinite, context.CancellationToken);
        }));

        var (exit, text) = await RunUntilAsync(builder, [], interruption.Token);

        Assert.Equal(130, exit);
        Assert.Contains("'slow' was interrupted while it was waiting for the tide. What was done stays; run again to continue.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_option_is_refused_before_anything_runs()
    {
        var builder = CreateBuilder("deploy");
        builder.AddCommandSetting("colour", "The colour of widgets.");
        var widget = new ScriptedLifecycle((_, _) => Task.CompletedTask);
        Add(builder, "widget", widget);

        var (exit, text) = await RunAsync(builder, "--operation", "publish", "--step", "deploy", "--color=red");

        Assert.Equal(3, exit);
        Assert.Equal("'--color' is not an option of 'pipeline'. Did you mean '--colour'?", text.Trim());
        Assert.Equal(0, widget.Provisions);
    }

    [Fact]
    public async Task What_the_aspire_CLI_passes_is_taken()
    {
        var builder = CreateBuilder("destroy");
        Add(builder, "widget", new ScriptedLifecycle());

        var (exit, text) = await RunAsync(
            builder, "--operation", "publish", "--step", "destroy", "--output-path", Home.FullName, "--yes", "true", "--log-level", "debug",
            "--include-exception-details", "true", "--environment", "Production", "--clear-cache", "true");

        Assert.True(exit == 0, text);
    }
}
