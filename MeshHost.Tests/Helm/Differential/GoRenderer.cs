using System.Diagnostics;
using System.Text.Json;

namespace MeshHost.Tests.Helm.Differential;

/// <summary>Go's template engine in a process of its own, built from the sources in the folder go.</summary>
internal sealed class GoRenderer : IDisposable
{
    private readonly Process _process;

    private GoRenderer(Process process) => _process = process;

    /// <summary>Builds and starts the program; null with the reason when Go or its packages are not installed.</summary>
    public static (GoRenderer? Renderer, string Reason) Start()
    {
        var (program, reason) = Build();
        if (program is null)
        {
            return (null, reason);
        }

        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["TZ"] = "UTC";
        return (new GoRenderer(Process.Start(start)!), "");
    }

    /// <summary>The path of the built program; null with the reason when it cannot be built.</summary>
    public static (string? Program, string Reason) Build()
    {
        if (Environment.GetEnvironmentVariable("MESHHOST_GO_RENDERER") is { Length: > 0 } given && File.Exists(given))
        {
            return (given, "");
        }

        string[] places = ["/usr/lib/go-1.23/bin/go", "/usr/lib/go-1.24/bin/go", "/usr/lib/go/bin/go", "/usr/bin/go"];
        var go = Array.Find(places, File.Exists);
        const string Packages = "/usr/share/gocode";
        if (go is null || !Directory.Exists(Path.Combine(Packages, "src/github.com/Masterminds/sprig")))
        {
            return (null, "Go >= 1.22 with sprig is not installed; see eng/install-differential.sh");
        }

        var source = Path.Combine(Repository.Root, "MeshHost.Tests/Helm/Differential/go");
        var program = Path.Combine(AppContext.BaseDirectory, "go-render");
        var start = new ProcessStartInfo(go, ["build", "-o", program, "."]) { WorkingDirectory = source, RedirectStandardError = true };
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = Packages;
        start.Environment["GOTOOLCHAIN"] = "local";
        start.Environment.TryAdd("GOCACHE", Path.Combine(Path.GetTempPath(), "meshhost-gocache"));
        using var build = Process.Start(start)!;
        var errors = build.StandardError.ReadToEnd();
        build.WaitForExit();
        return build.ExitCode == 0 ? (program, "") : (null, "the Go program cannot be built: " + errors);
    }

    public Answer Render(string template, string values) => Ask(new Dictionary<string, object>
    {
        ["order"] = new[] { "main" },
        ["templates"] = new Dictionary<string, string> { ["main"] = template },
        ["main"] = "main",
        ["values"] = values,
    });

    /// <summary>The JSON of a YAML text.</summary>
    public Answer Read(string yaml) => Ask(new Dictionary<string, object> { ["read"] = yaml });

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(5000);
        _process.Dispose();
    }

    private Answer Ask(Dictionary<string, object> request)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The Go program ended.");
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new Answer(
            root.GetProperty("output").GetBytesFromBase64(), root.GetProperty("error").GetString()!, root.GetProperty("failed").GetBoolean());
    }

    /// <summary>What a template gave: bytes, or an error.</summary>
    public sealed record Answer(byte[] Output, string Error, bool Failed);
}
