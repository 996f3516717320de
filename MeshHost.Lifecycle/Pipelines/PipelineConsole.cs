using System.Globalization;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>Where the course of a pipeline is written when the aspire CLI does not show it. Standard error, as standard output is for results.</summary>
/// <param name="output">The writer.</param>
/// <param name="time">The clock.</param>
internal sealed class PipelineConsole(TextWriter output, TimeProvider time)
{
    private readonly Lock _lock = new();

    public TimeProvider Time => time;

    public void Write(string line)
    {
        var now = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            output.WriteLine($"{now} {line}");
        }
    }
}
