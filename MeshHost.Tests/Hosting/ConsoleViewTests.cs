using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.ConsoleView;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace MeshHost.Tests.Hosting;

public sealed class ConsoleViewTests : HostTest
{
    private readonly ManualTimeProvider _clock = new();
    private readonly StringWriter _output = new();
    private readonly IAnsiConsole _console;
    private readonly RolloutModel _model;

    public ConsoleViewTests()
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_output),
        });
        _console.Profile.Width = 120;
        _model = new RolloutModel(_clock);
    }

    [Fact]
    public void The_tree_shows_parts_below_their_whole_with_state_time_and_activity()
    {
        Publish("gke", s => s with { State = KnownResourceStates.Starting });
        Publish("network", s => s with { State = KnownResourceStates.Running, Properties = [Parent("gke")] });
        Publish("nodes", s => s with { State = "Provisioning", Properties = [Parent("gke"), Activity("creating\n3 nodes")] });
        _clock.Advance(TimeSpan.FromSeconds(12.5));
        _console.Write(RolloutTree.Render([.. _model.Rows], _clock.GetUtcNow(), maxHeight: 40, frame: 0));
        var lines = Lines();
        Assert.Contains("gke", lines[0]);
        Assert.Contains("├─ ✓ network", lines[1]);
        Assert.Matches("└─ . nodes +Provisioning +12.5s +creating 3 nodes", lines[2]);
        Assert.Contains("1/3 ready", lines[3]);
    }

    [Fact]
    public void The_tree_folds_what_needs_no_attention_away_WhenItIsTooTall()
    {
        Publish("root", s => s with { State = KnownResourceStates.Starting });
        for (var i = 0; i < 50; i++)
        {
            Publish($"done{i}", s => s with { State = KnownResourceStates.Running, Properties = [Parent("root")] });
        }

        Publish("broken", s => s with { State = KnownResourceStates.FailedToStart, Properties = [Parent("root")] });
        _console.Write(RolloutTree.Render([.. _model.Rows], _clock.GetUtcNow(), maxHeight: 20, frame: 0));
        Assert.InRange(Lines().Length, 5, 20);
        Assert.Contains("✗ broken", _output.ToString());
        Assert.Contains("1 failed", _output.ToString());
        Assert.Contains("not shown", _output.ToString());
    }

    [Fact]
    public void Text_that_looks_like_markup_is_shown_as_it_is()
    {
        Publish("a", s => s with { State = "[red]", Properties = [Activity("[link=x]\u001b[2J")] });
        _console.Write(RolloutTree.Render([.. _model.Rows], _clock.GetUtcNow(), maxHeight: 20, frame: 0));
        Assert.Contains("[red]", _output.ToString());
        Assert.DoesNotContain('\u001b', _output.ToString());
    }

    [Fact]
    public void The_plain_view_writes_a_line_for_each_change_and_none_without()
    {
        var view = new PlainView(new ConsoleLines(_console), _clock);
        Show("a", s => s with { State = KnownResourceStates.Starting, Properties = [Activity("creating")] });
        Show("a", s => s with { Urls = [new UrlSnapshot("x", "https://x.test", IsInternal: false)] });
        Show("a", s => s with { Properties = [Activity("polling")] });
        Show("a", s => s with { State = KnownResourceStates.Running, Properties = [] });
        var lines = Lines().Select(l => l[9..]).ToArray();
        Assert.Equal(["a: Starting [0.0s] creating", "a: Starting [0.0s] polling", "a: Running (Healthy) [0.0s]"], lines);

        void Show(string name, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
        {
            var (previous, current) = Publish(name, change);
            view.Show(previous, current);
        }
    }

    [Fact]
    public void The_summary_lists_failures_with_causes_and_urls_with_names()
    {
        Publish("cluster", s => s with { State = KnownResourceStates.FailedToStart, Properties = [Activity("quota of CPUS exceeded")] });
        Publish("kiali", s => s with
        {
            State = KnownResourceStates.Running,
            Urls = [new UrlSnapshot("http", "https://kiali.test", IsInternal: false) { DisplayProperties = new("Kiali") }],
        });
        _clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(
            [
                "1 of 2 resources failed after 1m30s:",
                "  cluster: FailedToStart: quota of CPUS exceeded",
                "  Kiali: https://kiali.test",
            ],
            RolloutSummary.Lines([.. _model.Rows], _clock.GetUtcNow()));
    }

    [Fact]
    public void Sensitive_properties_and_parameters_with_values_never_get_to_the_console()
    {
        Publish("a", s => s with { State = "Working", Properties = [Activity("hunter2") with { IsSensitive = true }] });
        Publish("password", s => s with { ResourceType = "Parameter", State = KnownResourceStates.Running, Properties = [new("Value", "hunter2")] });
        var row = Assert.Single(_model.Rows);
        Assert.Null(row.Activity);
    }

    [Fact]
    public void A_rollout_is_settled_once_every_resource_is_ready_or_has_failed()
    {
        Assert.False(_model.IsSettled);
        Publish("a", s => s with { State = KnownResourceStates.Running });
        Publish("b", s => (s with { State = KnownResourceStates.Running }).WithHealthReports([new("b", HealthStatus.Unhealthy, "no", null)]));
        Assert.False(_model.IsSettled);
        Publish("b", s => s with { State = KnownResourceStates.FailedToStart });
        Assert.True(_model.IsSettled);
    }

    [Fact]
    public async Task Lines_written_while_a_live_view_owns_the_console_come_between_two_frames()
    {
        var lines = new ConsoleLines(_console);
        lines.Hold();
        lines.Write("warning");
        Assert.Empty(_output.ToString());
        lines.Release();
        Assert.Equal(["warning"], Lines());

        var view = new LiveView(_console, lines, TimeProvider.System);
        Publish("a", s => s with { State = KnownResourceStates.Running });
        await view.DrawAsync(() => [.. _model.Rows], () => true, TestContext.Current.CancellationToken).DefaultTimeout();
        Assert.Contains("✓ a", _output.ToString());
    }

    [Fact]
    public async Task The_host_shows_the_rollout_line_by_line_WhenTheConsoleIsNoTerminal()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
        builder.Services.AddSingleton(_console);
        var widget = builder.AddResource(new Widget("widget")).Resource;
        var application = await StartAsync(builder);
        await application.ResourceNotifications.PublishUpdateAsync(widget, s => s with { State = KnownResourceStates.Starting });
        await SetStateAsync(application, widget, KnownResourceStates.Running);
        application.Services.GetRequiredService<ILogger<ConsoleViewTests>>().LogWarning("careful");
        await application.ResourceNotifications.WaitForResourceHealthyAsync("widget", TestContext.Current.CancellationToken).DefaultTimeout();
        await application.StopAsync(TestContext.Current.CancellationToken).DefaultTimeout();
        Assert.Contains("widget: Running (Healthy)", _output.ToString());
        Assert.Contains("All 1 resources are ready", _output.ToString());
        Assert.Contains("careful", _output.ToString());
        Assert.DoesNotContain("info ", _output.ToString());
    }

    private static ResourcePropertySnapshot Parent(string name) => new("resource.parentName", name);

    private static ResourcePropertySnapshot Activity(string text) => new(RolloutModel.ActivityProperty, text);

    private readonly Dictionary<string, CustomResourceSnapshot> _snapshots = [];

    private (RolloutRow? Previous, RolloutRow Current) Publish(string name, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        var snapshot = change(_snapshots.GetValueOrDefault(name, EmptySnapshot));
        _snapshots[name] = snapshot;
        return _model.Update(new ResourceEvent(new Widget(name), name, snapshot));
    }

    private string[] Lines() => [.. _output.ToString().Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0)];
}
