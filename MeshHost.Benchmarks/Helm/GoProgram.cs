using System.Diagnostics;
using System.Text.Json;

namespace MeshHost.Benchmarks.Helm;

/// <summary>The Go renderer of the differential tests, built on demand.</summary>
internal sealed class GoProgram(string path)
{
    private const string Packages = "/usr/share/gocode";

    public string Path { get; } = path;

    public static async Task<GoProgram> BuildAsync(string sources, string program, CancellationToken cancellationToken)
    {
        string[] places = ["/usr/lib/go-1.23/bin/go", "/usr/lib/go-1.24/bin/go", "/usr/lib/go/bin/go", "/usr/bin/go"];
        var go = Array.Find(places, File.Exists) ?? throw new InvalidOperationException("Go is not installed; see eng/install-differential.sh.");
        var start = new ProcessStartInfo(go, ["build", "-o", program, "."]) { WorkingDirectory = sources, RedirectStandardError = true };
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = Packages;
        start.Environment["GOTOOLCHAIN"] = "local";
        start.Environment.TryAdd("GOCACHE", System.IO.Path.Combine(System.IO.Path.GetTempPath(), "meshhost-gocache"));
        using var build = Process.Start(start)!;
        var errors = await build.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await build.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return build.ExitCode == 0 ? new GoProgram(program) : throw new InvalidOperationException("The Go renderer cannot be built: " + errors);
    }

    /// <summary>Renders a dumped chart; null with the error when Go cannot.</summary>
    public async Task<(Measurement? Result, string Error)> MeasureAsync(string folder, int runs, CancellationToken cancellationToken)
    {
        var (output, error) = await RunAsync(Path, ["-bench", folder, "-runs", runs.ToString(System.Globalization.CultureInfo.InvariantCulture)], cancellationToken).ConfigureAwait(false);
        if (output.Length == 0)
        {
            return (null, error.Trim());
        }

        using var json = JsonDocument.Parse(output);
        return (new Measurement(
            TimeSpan.FromMicroseconds(json.RootElement.GetProperty("bestMicroseconds").GetInt64()),
            TimeSpan.FromMicroseconds(json.RootElement.GetProperty("processorMicroseconds").GetInt64()),
            json.RootElement.GetProperty("allocatedBytes").GetInt64()), "");
    }

    public static async Task<(string Output, string Error)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return (output, await error.ConfigureAwait(false));
    }
}
