using System.Reflection;
using System.Text.RegularExpressions;

namespace MeshHost.Tests.Resources.Gke;

/// <summary><c>docs/pains.md</c> promises a test for each of its rows: it is there, and runs.</summary>
public sealed partial class PainsTests
{
    [Fact]
    public void Each_pain_names_tests_that_exist()
    {
        var rows = File.ReadLines(Path.Combine(Root(), "docs", "pains.md")).Where(l => Row().IsMatch(l)).ToArray();
        var methods = typeof(PainsTests).Assembly.GetTypes().SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(m => m.GetCustomAttribute<FactAttribute>() is { Explicit: false, Skip: null }).Select(m => $"{m.DeclaringType!.Name}.{m.Name}").ToHashSet(StringComparer.Ordinal);

        Assert.Equal(18, rows.Length);
        Assert.All(rows, row =>
        {
            var (named, type) = (new List<string>(), "");
            foreach (Match test in Test().Matches(row.Split(" | ")[^1]))
            {
                type = test.Groups["type"].Value is { Length: > 0 } given ? given : type;
                named.Add($"{type}.{test.Groups["method"].Value}");
            }

            Assert.NotEmpty(named);
            Assert.Empty(named.Except(methods));
        });
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MeshHost.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("MeshHost.sln is in none of the folders above.");
    }

    [GeneratedRegex(@"^\| [0-9]+\. ")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<type>\w*)\.?(?<method>\w*)`")]
    private static partial Regex Test();
}
