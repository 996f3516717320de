using System.Diagnostics;
using System.Globalization;
using MeshHost.Tests.Resources.CommandLine;

namespace MeshHost.Tests.AppHost;

/// <summary>
/// A run of the built AppHost as a person starts it on a machine with nothing but the SDK: no variable but the path and a home of its own. Its lines can be
/// awaited, signals sent, and what it started be looked for.
/// </summary>
internal sealed class AppHostRun : IAsyncDisposable
{
    // The host gives every setting of this prefix to the dashboard: processes with it are this run's.
    private const string MarkName = "ASPIRE_DASHBOARD_MESHHOST_TEST";

    // A whole rollout on a busy machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly DirectoryInfo _home;
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly Lock _lock = new();
    private readonly List<string> _output = [];
    private readonly List<string> _error = [];
    private readonly List<(string Part, TaskCompletionSource<string> Seen)> _awaited = [];
    private readonly Task _reading;

    private AppHostRun(string[] args, (string Name, string? Value)[] environment)
    {
        _home = Directory.CreateTempSubdirectory("meshhost-home-");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = _home.FullName,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = _home.FullName;
        start.Environment[MarkName] = _mark;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.ArgumentList.Add(AppHostProcess.AssemblyPath);
        foreach (var argument in args)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _error));
    }

    /// <summary>Gets what it has written to standard output so far.</summary>
    public string Output => Read(_output);

    /// <summary>Gets what it has written to standard error so far.</summary>
    public string Error => Read(_error);

    /// <summary>Gets the number of its process.</summary>
    public int Id => _process.Id;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts it.</summary>
    /// <param name="args">Its arguments.</param>
    /// <param name="environment">More variables; <see langword="null"/> takes one away.</param>
    public static AppHostRun Start(string[] args, params (string Name, string? Value)[] environment) => new(args, environment);

    /// <summary>Waits for a line that contains a text, on either stream.</summary>
    public async Task<string> WaitForLineAsync(string part)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_output.Concat(_error).FirstOrDefault(l => l.Contains(part, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            _awaited.Add((part, seen));
        }

        await Task.WhenAny(seen.Task, _reading).WaitAsync(s_patience, Cancellation);
        return seen.Task.IsCompleted ? await seen.Task : throw new InvalidOperationException($"It ended without '{part}':\n{Output}\n{Error}");
    }

    /// <summary>Sends it a signal, such as INT or TERM. One that has ended gets none.</summary>
    public void Send(string signal)
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
            kill.WaitForExit();
        }
    }

    /// <summary>Waits until it has ended and all of its lines are read.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(Cancellation).WaitAsync(s_patience, Cancellation);

        // A child that kept the streams would keep this from ending: that is a failure too.
        await _reading.WaitAsync(s_patience, Cancellation);
        return _process.ExitCode;
    }

    /// <summary>The processes of this run that are still there: the orchestrator, which watches the run by its number, and the dashboard.</summary>
    public IReadOnlyList<string> FindHelpers()
    {
        var watch = $"--monitor\0{Id}\0";
        var mark = $"{MarkName}={_mark}";
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out var id) && id != Id))
        {
            try
            {
                var command = File.ReadAllText(Path.Combine(folder, "cmdline"));
                if (command.Contains(watch, StringComparison.Ordinal) || File.ReadAllText(Path.Combine(folder, "environ")).Contains(mark, StringComparison.Ordinal))
                {
                    found.Add($"{Path.GetFileName(folder)} {command.Replace('\0', ' ')}");
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is another person's.
            }
        }

        return found;
    }

    /// <summary>Waits until no process of this run is left.</summary>
    public async Task WaitForHelpersToEndAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (FindHelpers() is { Count: > 0 } left)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_patience, $"Left behind: {string.Join("; ", left)}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        try
        {
            _home.Delete(recursive: true);
        }
        catch (IOException)
        {
            // The orchestrator writes there until it notices that the run is over.
        }
    }

    private async Task ReadAsync(StreamReader reader, List<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lock)
            {
                lines.Add(line);
                foreach (var (_, seen) in _awaited.Where(a => line.Contains(a.Part, StringComparison.Ordinal)))
                {
                    seen.TrySetResult(line);
                }
            }
        }
    }

    private string Read(List<string> lines)
    {
        lock (_lock)
        {
            return string.Join('\n', lines);
        }
    }
}
