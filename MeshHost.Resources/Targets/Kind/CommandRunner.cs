using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace MeshHost.Resources.Targets.Kind;

/// <summary>Runs command line tools: arguments as a list, input through a pipe, and no process that outlives its caller.</summary>
internal static class CommandRunner
{
    /// <summary>Runs a tool to its end.</summary>
    /// <param name="command">A path, or a name in <c>PATH</c>.</param>
    /// <param name="arguments">The arguments, each as the tool is to see it.</param>
    /// <param name="input">What the tool reads from standard input, if anything.</param>
    /// <param name="said">Told of each line on standard error, where tools report progress.</param>
    /// <param name="cancellationToken">Kills the tool and what it started.</param>
    /// <returns>The result, or <see langword="null"/> when there is no such tool.</returns>
    public static async Task<CommandResult?> RunAsync(
        string command, IReadOnlyList<string> arguments, string? input, Action<string>? said, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process? process = TryStart(start);
        if (process is null)
        {
            return null;
        }

        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> errors = ReadLinesAsync(process.StandardError, said, cancellationToken);
            await WriteAsync(process, input, cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return new CommandResult(process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static async Task WriteAsync(Process process, string? input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code says why.
        }
    }

    private static async Task<string> ReadLinesAsync(StreamReader reader, Action<string>? said, CancellationToken cancellationToken)
    {
        StringBuilder all = new();
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            all.AppendLine(line);
            said?.Invoke(line);
        }

        return all.ToString();
    }
}
