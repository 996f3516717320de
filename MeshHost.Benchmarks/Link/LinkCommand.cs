using System.CommandLine;

namespace MeshHost.Benchmarks.Link;

/// <summary>The benchmark of the AppHost's start, as a command.</summary>
internal static class LinkCommand
{
    public static Command Create()
    {
        Option<string> appHost = new("--apphost") { Description = "The built AppHost, MeshHost.AppHost.dll.", Required = true };
        Option<string> empty = new("--empty") { Description = "The built AppHost with nothing in it, MeshHost.Benchmarks.Empty.dll.", Required = true };
        Option<int> runs = new("--runs") { Description = "How often to start both, in turn; the median of the ratios counts.", DefaultValueFactory = _ => 5 };
        Command command = new("link", "The time until the AppHost prints the dashboard's login link, beside that of an empty Aspire AppHost.") { appHost, empty, runs };
        command.SetAction((parsed, cancellationToken) => new LinkComparison(
            parsed.GetRequiredValue(appHost), parsed.GetRequiredValue(empty), parsed.GetRequiredValue(runs)).RunAsync(cancellationToken));
        return command;
    }
}
