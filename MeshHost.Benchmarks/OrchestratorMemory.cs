using System.Diagnostics;
using System.Globalization;

namespace MeshHost.Benchmarks;

/// <summary>The memory of the orchestrator that an AppHost starts: it leaves its parent, and is known by the process that it monitors and by its session.</summary>
internal sealed class OrchestratorMemory(int appHost)
{
    private const int SessionField = 3;

    private static readonly TimeSpan s_search = TimeSpan.FromMilliseconds(250);

    private readonly string _monitor = string.Create(CultureInfo.InvariantCulture, $"\0--monitor\0{appHost}\0");
    private readonly Dictionary<int, double> _peaks = [];
    private long _searched;

    /// <summary>The most that each of its processes ever held, added up.</summary>
    public double Mebibytes => _peaks.Values.Sum();

    public void Sample()
    {
        // A look through all processes costs more than one at a single process.
        if (_searched != 0 && Stopwatch.GetElapsedTime(_searched) < s_search)
        {
            return;
        }

        _searched = Stopwatch.GetTimestamp();
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, CultureInfo.InvariantCulture, out _))
            .Select(n => int.Parse(n!, CultureInfo.InvariantCulture)).ToList();
        foreach (var server in all.Where(p => Read(p, "cmdline").Contains(_monitor, StringComparison.Ordinal)))
        {
            foreach (var member in all.Where(p => SessionOf(p) == server))
            {
                try
                {
                    _peaks[member] = Math.Max(_peaks.GetValueOrDefault(member), ProcessRun.PeakMebibytes(member));
                }
                catch (IOException)
                {
                    // It ended just now.
                }
            }
        }
    }

    private static int SessionOf(int process)
    {
        // The fields follow the name of the program, which is in parentheses and may contain spaces.
        var stat = Read(process, "stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > SessionField ? int.Parse(fields[SessionField], CultureInfo.InvariantCulture) : 0;
    }

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
