using System.CommandLine;
using System.Text.RegularExpressions;

namespace MeshHost.Benchmarks.Helm;

/// <summary>The benchmarks of the chart engine, as commands.</summary>
internal static class HelmCommands
{
    public static Command Compare()
    {
        Option<string> charts = new("--charts") { Description = "A folder of chart folders.", Required = true };
        Option<string> values = new("--values") { Description = "A folder of values, in files named after the charts.", DefaultValueFactory = _ => "MeshHost.Benchmarks/Helm/values" };
        Option<int> runs = new("--runs") { Description = "Measured runs; the best counts.", DefaultValueFactory = _ => 21 };
        Option<string[]> once = new("--once") { Description = "MeshHost.Benchmarks.Once as published, to measure from process start; there may be several.", DefaultValueFactory = _ => [] };
        Option<string> sources = new("--go-sources") { Description = "The Go renderer.", DefaultValueFactory = _ => "MeshHost.Tests/Helm/Differential/go" };
        Option<string?> mask = new("--mask") { Description = "A regular expression for what charts make at random; it is left out of both sides before they are compared." };
        Command command = new("helm", "Loads, renders and sorts charts, beside Go's text/template, sprig and sigs.k8s.io/yaml.") { charts, values, runs, once, sources, mask };
        command.SetAction((parsed, cancellationToken) => new ChartComparison(new ChartComparisonOptions
        {
            Charts = parsed.GetRequiredValue(charts),
            Values = parsed.GetRequiredValue(values),
            Runs = parsed.GetRequiredValue(runs),
            Once = parsed.GetRequiredValue(once),
            Sources = parsed.GetRequiredValue(sources),
            Mask = parsed.GetValue(mask) is { } pattern ? new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Multiline) : null,
        }).RunAsync(cancellationToken));
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
