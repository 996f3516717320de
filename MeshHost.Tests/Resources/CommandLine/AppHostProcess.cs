using System.Diagnostics;
using System.Reflection;

namespace MeshHost.Tests.Resources.CommandLine;

/// <summary>Runs the AppHost as a script does.</summary>
internal static class AppHostProcess
{
    // A whole rollout on a busy machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>The built AppHost, in its own output folder.</summary>
    public static string AssemblyPath { get; } = Path.GetFullPath(
        typeof(AppHostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "AppHostPath").Value!);

    public static Task<(int Exit, string Output, string Error)> RunAsync(params string[] args) => RunAsync(args, []);

    /// <summary>Starts the process, with all its streams redirected.</summary>
    public static Process Start(string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(AssemblyPath);
        foreach (var argument in args)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static async Task<(int Exit, string Output, string Error)> RunAsync(string[] args, params (string Name, string Value)[] environment)
    {
        using var process = Start(args, environment);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output, await error);
    }
}
