using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MeshHost.Helm;
using MeshHost.Helm.Yaml;
using MeshHost.Tests.Helm.Differential;

namespace MeshHost.Tests.Helm.Fuzzing;

/// <summary>Loads and renders a generated chart, damaged here and there. Equal seeds give equal charts.</summary>
internal static class EngineFuzzer
{
    private const long MostAllocated = 4L * 1024 * 1024 * 1024;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);
    private static readonly ChartLimits s_limits = new() { MaxFileBytes = 1 << 20, MaxTotalBytes = 4 << 20, MaxFiles = 100 };

    public static FuzzOutcome Try(int seed, out string problem)
    {
        problem = "";
        var random = new Random(seed);
        var archive = Archive(random, seed);
        using var deadline = new CancellationTokenSource(s_longest);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var outcome = FuzzOutcome.Accepted;
        try
        {
            using var stream = new MemoryStream(archive);
            var chart = ChartLoader.LoadArchive(stream, s_limits);
            var values = ChartValues.Parse(random.Next(8) == 0 ? Damage(random, new YamlGenerator(seed).Next()) : "");
            if (random.Next(4) == 0)
            {
                values = values.SetExpression(Damage(random, "a.b\\.c[1].d={x,y\\,z},e[0][2]=null,f=1.5,g.h=007"));
            }

            new ChartRenderer().Render(chart, values, new RenderOptions { ReleaseName = "fuzz" }, deadline.Token);
        }
        catch (Exception e) when (e is ChartException or TemplateException)
        {
            problem = e.ToString();
            if (IsDefect(e))
            {
                return FuzzOutcome.Misbehaved;
            }

            outcome = FuzzOutcome.Refused;
        }
        catch (Exception e)
        {
            problem = e.ToString();
            return FuzzOutcome.Misbehaved;
        }

        if (GC.GetAllocatedBytesForCurrentThread() - allocated is > MostAllocated and var bytes)
        {
            problem = $"allocated {bytes} bytes";
            return FuzzOutcome.Misbehaved;
        }

        return outcome;
    }

    /// <summary>Functions' failures are wrapped whatever they are, but these are mistakes of ours and not of the chart.</summary>
    private static bool IsDefect(Exception e)
    {
        for (var inner = e.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is NullReferenceException or IndexOutOfRangeException or ArgumentException or InvalidCastException or KeyNotFoundException
                or OutOfMemoryException or NotSupportedException or InvalidOperationException)
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Archive(Random random, int seed)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            Add(writer, "fuzz/Chart.yaml", MaybeDamage(random, "apiVersion: v2\nname: fuzz\nversion: 1.2.3\nkubeVersion: \">=1.20.0-0\"\n", 40));
            Add(writer, "fuzz/values.yaml", MaybeDamage(random, TemplateGenerator.Values, 10));
            AddTemplates(writer, random, seed);
            if (random.Next(5) == 0)
            {
                Add(writer, "fuzz/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n");
                Add(writer, "fuzz/charts/sub/values.yaml", MaybeDamage(random, HelmYaml.Write(new ValueGenerator(seed).NextMap()), 4));
                Add(writer, "fuzz/charts/sub/templates/values.yaml", "values:\n  {{- toYaml .Values | nindent 2 }}\n");
            }

            if (random.Next(5) == 0)
            {
                Add(writer, "fuzz/values.schema.json", MaybeDamage(random, "{\"type\":\"object\",\"properties\":{\"str\":{\"type\":\"string\",\"pattern\":\"^(h|e+l*)+o$\"},\"nested\":{\"additionalProperties\":{\"$ref\":\"#/properties/nested\"}}}}", 2));
            }
        }

        var bytes = random.Next(20) == 0 ? DamageBytes(random, tar.ToArray()) : tar.ToArray();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return random.Next(30) == 0 ? DamageBytes(random, packed.ToArray()) : packed.ToArray();
    }

    /// <summary>One template of each sort, or fewer: what fails in one hides the others.</summary>
    private static void AddTemplates(TarWriter writer, Random random, int seed)
    {
        var sorts = random.Next(1, 8);
        if ((sorts & 1) != 0)
        {
            Add(writer, "fuzz/templates/_body.tpl", MaybeDamage(random, new TemplateGenerator(seed).Next(), 5));
            Add(writer, "fuzz/templates/body.yaml", "kind: ConfigMap\ndata:\n  body: {{ include (print .Template.BasePath \"/_body.tpl\") .Values | quote }}\n");
        }

        if ((sorts & 2) != 0)
        {
            Add(writer, "fuzz/templates/plain.yaml", MaybeDamage(random, new YamlGenerator(seed).Next(), 3));
        }

        if ((sorts & 4) != 0)
        {
            var (reading, text) = ReadingCases.Pick(random);
            Add(writer, "fuzz/templates/reading.txt", reading);
            Add(writer, "fuzz/input.txt", MaybeDamage(random, text, 2));
        }
    }

    private static void Add(TarWriter writer, string path, string text) =>
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });

    private static string MaybeDamage(Random random, string text, int oneIn) => random.Next(oneIn) == 0 ? Damage(random, text) : text;

    /// <summary>Takes pieces out, doubles them, or puts in what parsers trip over.</summary>
    private static string Damage(Random random, string text)
    {
        string[] pieces = ["{{", "}}", "{{-", "(", ")", "|", "\"", "`", "'", ":", "- ", "\n", "\t", "&a ", "*a", "<<: ", "[", "{", "\0", "\ud800", "$", ".", "end", "1e999", "|+", "---"];
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var at = random.Next(text.Length + 1);
            var length = random.Next(Math.Min(20, text.Length - at) + 1);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                _ => text.Insert(at, pieces[random.Next(pieces.Length)]),
            };
        }

        return text;
    }

    private static byte[] DamageBytes(Random random, byte[] bytes)
    {
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
