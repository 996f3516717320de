using System.CommandLine;
using MeshHost.Helm;

namespace MeshHost.Benchmarks.Helm;

/// <summary>The benchmarks of the chart engine, as commands.</summary>
internal static class HelmCommands
{
    public static Command Compare()
    {
        Option<string> charts = new("--charts") { Description = "A folder of chart folders.", Required = true };
        Option<int> runs = new("--runs") { Description = "Measured runs; the median counts.", DefaultValueFactory = _ => 21 };
        Option<string?> published = new("--published") { Description = "This program published with PublishReadyToRun, to measure from process start." };
        Option<string> sources = new("--go-sources") { Description = "The Go renderer.", DefaultValueFactory = _ => "MeshHost.Tests/Helm/Differential/go" };
        Command command = new("helm", "Loads, renders and sorts charts, beside Go's text/template, sprig and sigs.k8s.io/yaml.") { charts, runs, published, sources };
        command.SetAction((parsed, cancellationToken) => new ChartComparison(
            parsed.GetRequiredValue(charts), parsed.GetRequiredValue(runs), parsed.GetValue(published), parsed.GetRequiredValue(sources)).RunAsync(cancellationToken));
        return command;
    }

    public static Command Once()
    {
        Option<string> chart = new("--chart") { Description = "The chart's folder or archive.", Required = true };
        Command command = new("helm-once", "Loads, renders and sorts one chart, once.") { chart };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var loaded = await ChartLoader.LoadAsync(parsed.GetRequiredValue(chart), cancellationToken).ConfigureAwait(false);
            var rendered = new ChartRenderer().Render(loaded, new ChartValues(), ChartComparison.Options, cancellationToken);
            Console.WriteLine(rendered.Manifests.Count);
        });
        return command;
    }

    public static Command Fuzz()
    {
        Option<double> minutes = new("--minutes") { Description = "How long to go on.", DefaultValueFactory = _ => 1 };
        Option<int> seed = new("--seed") { Description = "The first seed; each case has its own, counted up.", DefaultValueFactory = _ => 1 };
        Command command = new("helm-fuzz", "Feeds the chart engine generated templates, values and archives.") { minutes, seed };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(new FuzzRun(
            parsed.GetRequiredValue(seed), TimeSpan.FromMinutes(parsed.GetRequiredValue(minutes))).Run(cancellationToken)));
        return command;
    }
}
