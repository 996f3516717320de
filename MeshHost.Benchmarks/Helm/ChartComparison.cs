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
/// coalescing of values and the checking of schemas, which are measured here: the ratios are on the safe side. The best runs
/// are compared: other work of the machine only ever makes them longer.
/// </summary>
internal sealed class ChartComparison(string charts, string values, int runs, string? published, string sources)
{
    private const int WarmUps = 10;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("meshhost-helm-");
        try
        {
            var go = await GoProgram.BuildAsync(sources, Path.Combine(scratch.FullName, "go-render"), cancellationToken).ConfigureAwait(false);
            Console.WriteLine("chart                     ours ms    go ms  ratio  ours MB   go MB  start ratio  differing bytes and documents");
            foreach (var folder in Directory.GetDirectories(charts).Order(StringComparer.Ordinal))
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
            var (theirs, error) = await go.MeasureAsync(scratch, runs, cancellationToken).ConfigureAwait(false);
            var ours = await MeasureAsync(folder, given, cancellationToken).ConfigureAwait(false);
            if (theirs is null)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{ours.Best.TotalMilliseconds,10:F1}   Go fails: {error}");
            }

            var differing = await CountDifferencesAsync(chart, given, Path.Combine(scratch, "rendered.json"), cancellationToken).ConfigureAwait(false);
            var start = published is null ? "-" : (await StartRatioAsync(folder, scratch, go, published, cancellationToken).ConfigureAwait(false)).ToString("F2", CultureInfo.InvariantCulture);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{ours.Best.TotalMilliseconds,10:F1} {theirs.Best.TotalMilliseconds,8:F1} {ours.Best / theirs.Best,6:F2} {ours.AllocatedBytes / 1e6,8:F1} {theirs.AllocatedBytes / 1e6,7:F1} {start,12}  {differing}");
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

    private string ValuesFile(string folder) => Path.Combine(values, Path.GetFileName(folder) + ".yaml");

    private async Task<Measurement> MeasureAsync(string folder, ChartValues given, CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>(runs);
        long allocated = 0;
        for (var i = 0; i < runs + WarmUps; i++)
        {
            var before = GC.GetTotalAllocatedBytes();
            var started = Stopwatch.GetTimestamp();
            var chart = await ChartLoader.LoadAsync(folder, cancellationToken).ConfigureAwait(false);
            new ChartRenderer().Render(chart, given, Options, cancellationToken);
            if (i >= WarmUps)
            {
                times.Add(Stopwatch.GetElapsedTime(started));
                allocated += GC.GetTotalAllocatedBytes() - before;
            }
        }

        return new Measurement(times.Min(), allocated / runs);
    }

    private static async Task<string> CountDifferencesAsync(Chart chart, ChartValues given, string file, CancellationToken cancellationToken)
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
            var left = Encoding.UTF8.GetBytes(ours.GetValueOrDefault(name, ""));
            var right = Encoding.UTF8.GetBytes(theirs.Files.GetValueOrDefault(name, ""));
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
    private static string CompareDocuments(Chart chart, ChartValues given, GoResult theirs, CancellationToken cancellationToken)
    {
        var rendered = new ChartRenderer().Render(chart, given, Options, cancellationToken);
        var ours = rendered.Manifests.Concat(rendered.Hooks.Select(static h => h.Manifest)).Select(static m => new GoDocument(m.Path, m.Text)).ToList();
        var all = (theirs.Documents ?? []).Concat(theirs.Hooks ?? []).ToList();
        var differing = Math.Abs(ours.Count - all.Count) + ours.Zip(all).Count(static pair => pair.First != pair.Second);
        return $"{differing} of {all.Count}";
    }

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

    private async Task<double> StartRatioAsync(string folder, string scratch, GoProgram go, string published, CancellationToken cancellationToken)
    {
        const int Starts = 9;
        var (ours, theirs) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < Starts; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await GoProgram.RunAsync(published, ["helm-once", "--chart", folder, "--values", ValuesFile(folder)], cancellationToken).ConfigureAwait(false);
            ours.Add(Stopwatch.GetElapsedTime(started));
            started = Stopwatch.GetTimestamp();
            await GoProgram.RunAsync(go.Path, ["-bench", scratch, "-runs", "1"], cancellationToken).ConfigureAwait(false);
            theirs.Add(Stopwatch.GetElapsedTime(started));
        }

        return ours.Min() / theirs.Min();
    }
}
