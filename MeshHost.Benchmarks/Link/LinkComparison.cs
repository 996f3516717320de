using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MeshHost.Benchmarks.Link;

/// <summary>Starts the AppHost and an empty one in turn, and ends each when it has printed its login link.</summary>
internal sealed class LinkComparison(string appHost, string empty, int runs)
{
    private const double Goal = 1.5;
    private const string Link = "/login?t=";

    private static readonly TimeSpan s_timeToEnd = TimeSpan.FromMinutes(1);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var ratios = new List<double>();
        await Console.Out.WriteLineAsync($"{"seconds to the login link",-26} {"MeshHost",9} {"empty",9} {"ratio",6}");

        // The first of each reads its files from the disk, and does not count.
        for (var run = 0; run <= runs; run++)
        {
            var ours = await TimeAsync(appHost, [], cancellationToken);
            var theirs = await TimeAsync(empty, Settings(), cancellationToken);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{(run == 0 ? "warm-up" : "run"),-26} {ours,9:0.00} {theirs,9:0.00} {ours / theirs,6:0.00}"));
            if (run > 0)
            {
                ratios.Add(ours / theirs);
            }
        }

        var ratio = Statistics.Median(ratios);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{ratio:0.00}x the time of an empty AppHost (goal at most {Goal}x: {(ratio <= Goal ? "met" : "missed")})"));
        return ratio <= Goal ? 0 : 1;
    }

    // Aspire does not start without them where there is no development certificate. Ours finds them by itself.
    private static Dictionary<string, string> Settings() => new()
    {
        ["ASPNETCORE_URLS"] = FreeAddress(),
        ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = FreeAddress(),
        ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = FreeAddress(),
        ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
    };

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static async Task<double> TimeAsync(string program, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [program])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(program))!,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var found = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = WatchAsync(process.StandardOutput);
        var error = WatchAsync(process.StandardError);
        try
        {
            var ended = process.WaitForExitAsync(cancellationToken);
            return await Task.WhenAny(found.Task, ended) == found.Task
                ? await found.Task
                : throw new InvalidOperationException($"'{program}' ended with exit code {process.ExitCode} and printed no login link: {await error} {await output}");
        }
        finally
        {
            await EndAsync(process);
        }

        async Task<string> WatchAsync(StreamReader reader)
        {
            var all = new List<string>();
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                all.Add(line);
                if (line.Contains(Link, StringComparison.Ordinal))
                {
                    found.TrySetResult(watch.Elapsed.TotalSeconds);
                }
            }

            return string.Join('\n', all);
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited)
        {
            return;
        }

        // As Ctrl+C does: the orchestrator ends with it.
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(s_timeToEnd);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
