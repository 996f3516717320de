using System.Text;
using MeshHost.Tests.Helm.Differential;

namespace MeshHost.Tests.Golden;

/// <summary>Compares texts with the files of a folder below Golden/Files. The folder has to hold exactly these files.</summary>
internal static class GoldenFiles
{
    private const int Context = 3;

    private const int Shown = 12;

    /// <summary>The folder that holds the golden files.</summary>
    public static string Root { get; } = Path.Combine(Repository.Root, "MeshHost.Tests", "Golden", "Files");

    private static bool UpdateIsAskedFor => Environment.GetEnvironmentVariable("MESHHOST_UPDATE_GOLDEN") is "1";

    /// <summary>Fails with every difference. With MESHHOST_UPDATE_GOLDEN=1 it writes the files in place of that.</summary>
    public static void Compare(string folder, IReadOnlyDictionary<string, string> texts) =>
        Compare(Path.Combine(Root, folder), folder, texts, UpdateIsAskedFor);

    /// <summary>Compares with the files at a path, or writes them.</summary>
    internal static void Compare(string path, string folder, IReadOnlyDictionary<string, string> texts, bool update)
    {
        var existing = Directory.CreateDirectory(path).GetFiles().Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        bool IsStale(string file) => file.Contains(".received.", StringComparison.Ordinal) || (update && !texts.ContainsKey(file));
        foreach (var stale in existing.Where(IsStale).ToList())
        {
            File.Delete(Path.Combine(path, stale));
            existing.Remove(stale);
        }

        var unused = existing.Where(f => !texts.ContainsKey(f)).Order(StringComparer.Ordinal);
        var problems = unused.Select(f => $"{folder}/{f}: nothing is compared with this golden file.").ToList();
        foreach (var (name, text) in texts.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            var (file, actual) = (Path.Combine(path, name), text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n");
            var expected = existing.Contains(name) ? File.ReadAllText(file).ReplaceLineEndings("\n") : null;
            if (expected == actual)
            {
                continue;
            }

            File.WriteAllText(update ? file : Path.ChangeExtension(file, ".received" + Path.GetExtension(file)), actual);
            problems.Add(expected is null
                ? $"{folder}/{name}: there is no such golden file."
                : Difference($"{folder}/{name}", expected.Split('\n'), actual.Split('\n')));
        }

        const string Advice = "The new texts are in *.received.* beside the golden files. "
            + "If they are right, run the tests again with MESHHOST_UPDATE_GOLDEN=1.";
        Assert.True(problems.Count == 0 || update, string.Join('\n', [.. problems, Advice]));
    }

    private static string Difference(string name, string[] expected, string[] actual)
    {
        var start = expected.Zip(actual).TakeWhile(p => p.First == p.Second).Count();
        var end = expected[start..].Reverse().Zip(actual[start..].Reverse()).TakeWhile(p => p.First == p.Second).Count();
        var text = new StringBuilder($"--- {name}\n+++ received\n@@ line {start + 1} @@\n");
        foreach (var line in expected[Math.Max(0, start - Context)..start])
        {
            text.Append(' ').Append(line).Append('\n');
        }

        Append('-', expected[start..^end]);
        Append('+', actual[start..^end]);
        return text.ToString();

        void Append(char sign, string[] lines)
        {
            foreach (var line in lines.Take(Shown).Concat(lines.Length > Shown ? [$"({lines.Length - Shown} more)"] : []))
            {
                text.Append(sign).Append(line).Append('\n');
            }
        }
    }
}
