using System.Diagnostics;
using MeshHost.Tests.Resources.CommandLine;

namespace MeshHost.Tests.Pipelines;

/// <summary>The aspire CLI, as a script runs it on the built AppHost, with a home of its own.</summary>
internal sealed class AspireCli : IDisposable
{
    // A whole rollout on a busy machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly string _program;

    private AspireCli(string program) => _program = program;

    /// <summary>The home and the working folder: the CLI writes its settings there.</summary>
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("meshhost-aspire-");

    /// <summary>The CLI that <c>MESHHOST_ASPIRE</c> names, that eng/install-aspire-cli.sh has installed, or that is on the PATH. The test is skipped where there is none.</summary>
    public static AspireCli Find()
    {
        var program = Candidates().FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no aspire CLI. Run eng/install-aspire-cli.sh, or name one with MESHHOST_ASPIRE.");
        return new AspireCli(program!);
    }

    /// <summary>Runs a pipeline command on the AppHost; what stands in <paramref name="own"/> is for the AppHost.</summary>
    public async Task<(int Exit, string Text)> RunAsync(string[] command, params string[] own)
    {
        // .../MeshHost.AppHost/bin/Debug/net10.0/MeshHost.AppHost.dll
        var output = new FileInfo(AppHostProcess.AssemblyPath).Directory!;
        var project = Path.Combine(output.Parent!.Parent!.Parent!.FullName, "MeshHost.AppHost.csproj");
        var start = new ProcessStartInfo(_program, [.. command, "--apphost", project, "--no-build", "--non-interactive", "--", .. own])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Folder.FullName,
        };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["HOME"] = Folder.FullName,
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true",
            ["NO_COLOR"] = "1",

            // The CLI has no option for it, and MSBuild reads its properties from the environment too.
            ["Configuration"] = output.Parent!.Name,
        })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var text = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await text + await error);
    }

    public void Dispose() => Folder.Delete(recursive: true);

    private static IEnumerable<string> Candidates()
    {
        var name = OperatingSystem.IsWindows() ? "aspire.exe" : "aspire";
        if (Environment.GetEnvironmentVariable("MESHHOST_ASPIRE") is { Length: > 0 } named)
        {
            return [named];
        }

        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return [Path.Combine(cache, "meshhost", "judges", "aspire-13.6.5", name), .. path.Select(folder => Path.Combine(folder, name))];
    }
}
