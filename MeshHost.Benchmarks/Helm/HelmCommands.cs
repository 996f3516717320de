using System.CommandLine;
using MeshHost.Helm;

namespace MeshHost.Benchmarks.Helm;

/// <summary>The benchmarks of the chart engine, as commands.</summary>
internal static class HelmCommands
{
    public static Command Compare()
    {
        Option<string> charts = new("--charts") { Description = "A folder of chart folders.", Required = true };
        Option<string> values = new("--values") { Description = "A folder of values, in files named after the charts.", DefaultValueFactory = _ => "MeshHost.Benchmarks/Helm/values" };
        Option<int> runs = new("--runs") { Description = "Measured runs; the best counts.", DefaultValueFactory = _ => 21 };
        Option<string?> published = new("--published") { Description = "This program published with PublishReadyToRun, to measure from process start." };
        Option<string> sources = new("--go-sources") { Description = "The Go renderer.", DefaultValueFactory = _ => "MeshHost.Tests/Helm/Differential/go" };
        Command command = new("helm", "Loads, renders and sorts charts, beside Go's text/template, sprig and sigs.k8s.io/yaml.") { charts, values, runs, published, sources };
        command.SetAction((parsed, cancellationToken) => new ChartComparison(
            parsed.GetRequiredValue(charts), parsed.GetRequiredValue(values), parsed.GetRequiredValue(runs), parsed.GetValue(published), parsed.GetRequiredValue(sources)).RunAsync(cancellationToken));
        return command;
    }

    public static Command Once()
    {
        Option<string> chart = new("--chart") { Description = "The chart's folder or archive.", Required = true };
        Option<string?> values = new("--values") { Description = "A file of values; there need not be one." };
        Command command = new("helm-once", "Loads, renders and sorts one chart, once.") { chart, values };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var loaded = await ChartLoader.LoadAsync(parsed.GetRequiredValue(chart), cancellationToken).ConfigureAwait(false);
            var given = parsed.GetValue(values) is { } file && File.Exists(file)
                ? ChartValues.Parse(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false))
                : new ChartValues();
            var rendered = new ChartRenderer().Render(loaded, given, ChartComparison.Options, cancellationToken);
            Console.WriteLine(rendered.Manifests.Count);
        });
        return command;
    }

    public static Command Fuzz()
    {
        Option<double> minutes = new("--minutes") { Description = "How long to go on.", DefaultValueFactory = _ => 1 };
        Option<int> seed = new("--seed") { Description = "The first seed; each case has its own, counted up.", DefaultValueFactory = _ => 1 };
        Option<double> longest = new("--longest") { Description = "Seconds one case may take before it counts as hanging.", DefaultValueFactory = _ => 120 };
        Option<bool> worker = new("--worker") { Hidden = true };
        Command command = new("helm-fuzz", "Feeds the chart engine generated templates, values and archives.") { minutes, seed, longest, worker };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(worker)
            ? Task.FromResult(FuzzWorker.Run(parsed.GetRequiredValue(seed), cancellationToken))
            : new FuzzRun(
                parsed.GetRequiredValue(seed),
                TimeSpan.FromMinutes(parsed.GetRequiredValue(minutes)),
                TimeSpan.FromSeconds(parsed.GetRequiredValue(longest))).RunAsync(cancellationToken));
        return command;
    }
}
