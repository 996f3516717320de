using System.Text.Json;
using MeshHost.Kubernetes;

namespace MeshHost.Resources.CommandLine;

/// <summary>Reads containers' logs and prints them, each line with the container's name when there are several.</summary>
internal sealed class LogPrinter(IReadOnlyList<LogSource> sources, LogRequest request, bool json, TextWriter output, TextWriter error)
{
    private readonly Lock _writing = new();

    /// <summary>Prints them.</summary>
    /// <returns>How many could be read.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (request.Follow)
        {
            return (await Task.WhenAll(sources.Select(s => PrintAsync(s, cancellationToken))).ConfigureAwait(false)).Count(read => read);
        }

        var count = 0;
        foreach (var source in sources)
        {
            count += await PrintAsync(source, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        return count;
    }

    private async Task<bool> PrintAsync(LogSource source, CancellationToken cancellationToken)
    {
        var options = new LogOptions { Container = source.Container, TailLines = request.Tail, Previous = request.Previous };
        try
        {
            if (request.Follow)
            {
                await foreach (var line in source.Client.FollowLogsAsync(source.Pod, source.Namespace, options, cancellationToken).ConfigureAwait(false))
                {
                    Write(source, line);
                }
            }
            else
            {
                var text = await source.Client.GetLogsAsync(source.Pod, source.Namespace, options, cancellationToken).ConfigureAwait(false);
                using var reader = new StringReader(text);
                while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
                {
                    Write(source, line);
                }
            }

            return true;
        }
        catch (KubernetesApiException exception)
        {
            // A container that has not started, or was never restarted, has no log; those beside it may have one.
            await error.WriteLineAsync($"{source.Name}: {exception.Message}").ConfigureAwait(false);
            return false;
        }
    }

    private void Write(LogSource source, string line)
    {
        var text = json
            ? JsonSerializer.Serialize(new { source.Namespace, source.Pod, source.Container, Line = line }, JsonSerializerOptions.Web)
            : sources.Count > 1 ? $"[{source.Name}] {line}" : line;
        lock (_writing)
        {
            output.WriteLine(text);
            if (request.Follow)
            {
                output.Flush();
            }
        }
    }
}
