using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshHost.Helm;
using MeshHost.Helm.Charts;
using MeshHost.Helm.Rendering;
using MeshHost.Helm.Values;

namespace MeshHost.Benchmarks.Helm;

/// <summary>
/// Loads, renders and sorts charts here and in Go, in turn, and compares times, allocations and every rendered byte. Go is spared the
/// coalescing of values and the checking of schemas, which are measured here: the ratios are on the safe side. Both sides warm up equally long, as
/// compilers at run time need. The best runs are compared, since other work of the machine only ever makes them longer, and the processor time of all.
/// </summary>
internal sealed class ChartComparison(ChartComparisonOptions options)
{
    private const int WarmUps = 10;

    // Processor time, whatever else the machine does.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("meshhost-helm-");
        try
        {
            var go = await GoProgram.BuildAsync(options.Sources, Path.Combine(scratch.FullName, "go-render"), cancellationToken).ConfigureAwait(false);
            Console.WriteLine("chart                     ours ms    go ms  ratio  cpu ratio  ours MB   go MB  differing bytes and documents; from process start");
            foreach (var folder in Directory.GetDirectories(options.Charts).Order(StringComparer.Ordinal))
            {
                var line = await CompareAsync(folder, scratch.CreateSubdirectory(Path.GetFileName(folder)).FullName, go, cancellationToken).ConfigureAwait(false);
                Console.WriteLine($"{Path.GetFileName(folder),-22} {line}");
            }

            return 0;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private async Task<string> CompareAsync(string folder, string scratch, GoProgram go, CancellationToken cancellationToken)
    {
        try
        {
            var chart = await ChartLoader.LoadAsync(folder, cancellationToken).ConfigureAwait(false);
            var given = await ReadValuesAsync(folder, cancellationToken).ConfigureAwait(false);
            await ChartDump.WriteAsync(folder, chart, given, Options, Path.Combine(scratch, "dump.json"), cancellationToken).ConfigureAwait(false);
            var (theirs, error) = await go.MeasureAsync(scratch, options.Runs, cancellationToken).ConfigureAwait(false);
            var ours = await MeasureAsync(folder, given, cancellationToken).ConfigureAwait(false);
            if (theirs is null)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{ours.Best.TotalMilliseconds,10:F1}   Go fails: {error}");
            }

            var differing = await CountDifferencesAsync(chart, given, Path.Combine(scratch, "rendered.json"), cancellationToken).ConfigureAwait(false);
            var start = options.Once.Count > 0 ? await StartAsync(folder, scratch, go, cancellationToken).ConfigureAwait(false) : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{ours.Best.TotalMilliseconds,10:F1} {theirs.Best.TotalMilliseconds,8:F1} {ours.Best / theirs.Best,6:F2} {ours.Processor / theirs.Processor,10:F2} {ours.AllocatedBytes / 1e6,8:F1} {theirs.AllocatedBytes / 1e6,7:F1}  {differing}{start}");
        }
        catch (Exception e) when (e is ChartException or TemplateException)
        {
            return "fails here: " + e.Message;
        }
    }

    internal static RenderOptions Options { get; } = new() { ReleaseName = "bench", Namespace = "bench" };

    /// <summary>The values in the file named after the chart; without one, the chart's own.</summary>
    private async Task<ChartValues> ReadValuesAsync(string folder, CancellationToken cancellationToken)
    {
        var file = ValuesFile(folder);
        return File.Exists(file) ? ChartValues.Parse(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)) : new ChartValues();
    }

    private string ValuesFile(string folder) => Path.Combine(options.Values, Path.GetFileName(folder) + ".yaml");

    private async Task<Measurement> MeasureAsync(string folder, ChartValues given, CancellationToken cancellationToken)
    {
        var started = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < WarmUps || Environment.CpuUsage.TotalTime - started < s_warmUp; i++)
        {
            await RenderAsync().ConfigureAwait(false);
        }

        var best = TimeSpan.MaxValue;
        var (allocated, processor) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
        for (var i = 0; i < options.Runs; i++)
        {
            var run = Stopwatch.GetTimestamp();
            await RenderAsync().ConfigureAwait(false);
            var took = Stopwatch.GetElapsedTime(run);
            best = took < best ? took : best;
        }

        return new Measurement(
            best, (Environment.CpuUsage.TotalTime - processor) / options.Runs, (GC.GetTotalAllocatedBytes() - allocated) / options.Runs);

        async Task RenderAsync()
        {
            var chart = await ChartLoader.LoadAsync(folder, cancellationToken).ConfigureAwait(false);
            new ChartRenderer().Render(chart, given, Options, cancellationToken);
        }
    }

    private async Task<string> CountDifferencesAsync(Chart chart, ChartValues given, string file, CancellationToken cancellationToken)
    {
        var stream = File.OpenRead(file);
        await using var _ = stream.ConfigureAwait(false);
        var theirs = (await JsonSerializer.DeserializeAsync<GoResult>(stream, JsonSerializerOptions.Web, cancellationToken).ConfigureAwait(false))!;
        var root = DependencyResolver.Resolve(chart, given.Root);
        var ours = new TemplateEngine().Render(root, ValuesCoalescer.Coalesce(root, given.Root, []), Options, cancellationToken);
        var (differing, total) = (0, 0);
        var where = new List<string>();
        foreach (var name in ours.Keys.Union(theirs.Files.Keys))
        {
            var left = Encoding.UTF8.GetBytes(Masked(ours.GetValueOrDefault(name, "")));
            var right = Encoding.UTF8.GetBytes(Masked(theirs.Files.GetValueOrDefault(name, "")));
            total += right.Length;
            if (!left.AsSpan().SequenceEqual(right))
            {
                differing += Differing(left, right);
                where.Add(name);
            }
        }

        return $"{differing} of {total}, {CompareDocuments(chart, given, theirs, cancellationToken)}" + (where.Count == 0 ? "" : " in " + string.Join(", ", where));
    }

    /// <summary>The documents and hooks in their order.</summary>
    private string CompareDocuments(Chart chart, ChartValues given, GoResult theirs, CancellationToken cancellationToken)
    {
        var rendered = new ChartRenderer().Render(chart, given, Options, cancellationToken);
        var ours = rendered.Manifests.Concat(rendered.Hooks.Select(static h => h.Manifest)).Select(m => new GoDocument(m.Path, Masked(m.Text))).ToList();
        var all = (theirs.Documents ?? []).Concat(theirs.Hooks ?? []).Select(d => d with { Text = Masked(d.Text) }).ToList();
        var differing = Math.Abs(ours.Count - all.Count) + ours.Zip(all).Count(static pair => pair.First != pair.Second);
        return $"{differing} of {all.Count}";
    }

    private string Masked(string text) => options.Mask?.Replace(text, "") ?? text;

    /// <summary>What is left between the common start and the common end.</summary>
    private static int Differing(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var start = left.CommonPrefixLength(right);
        left = left[start..];
        right = right[start..];
        var end = 0;
        while (end < Math.Min(left.Length, right.Length) && left[^(end + 1)] == right[^(end + 1)])
        {
            end++;
        }

        return Math.Max(left.Length, right.Length) - end;
    }

    private async Task<string> StartAsync(string folder, string scratch, GoProgram go, CancellationToken cancellationToken)
    {
        const int Starts = 15;
        var ours = options.Once.Select(static _ => TimeSpan.MaxValue).ToArray();
        var theirs = TimeSpan.MaxValue;
        for (var i = 0; i < Starts; i++)
        {
            for (var way = 0; way < ours.Length; way++)
            {
                ours[way] = Shortest(
                    ours[way], await TimeAsync(options.Once[way], ["render", "--chart", folder, "--values", ValuesFile(folder)], cancellationToken).ConfigureAwait(false));
            }

            theirs = Shortest(theirs, await TimeAsync(go.Path, ["-bench", scratch, "-runs", "1"], cancellationToken).ConfigureAwait(false));
        }

        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"; Go {theirs.TotalMilliseconds:F0} ms");
        foreach (var time in ours)
        {
            text.Append(CultureInfo.InvariantCulture, $", ours {time.TotalMilliseconds:F0} ms ({time / theirs:F2})");
        }

        return text.ToString();

        static TimeSpan Shortest(TimeSpan one, TimeSpan other) => one < other ? one : other;
    }

    private static async Task<TimeSpan> TimeAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await GoProgram.RunAsync(program, arguments, cancellationToken).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(started);
    }
}
