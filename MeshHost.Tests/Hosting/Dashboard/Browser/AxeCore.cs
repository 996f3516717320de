using System.Text.Json;
using Microsoft.Playwright;

namespace MeshHost.Tests.Hosting.Dashboard.Browser;

/// <summary>Runs axe-core, the accessibility checker from npm, in a page.</summary>
internal static class AxeCore
{
    /// <summary>The path of the script: below MESHHOST_NODE_MODULES, beside the tests (npm install in MeshHost.Tests), or installed for all.</summary>
    public static string FindOrSkip()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "MeshHost.sln")))
        {
            root = root.Parent;
        }

        var path = new[]
        {
            Environment.GetEnvironmentVariable("MESHHOST_NODE_MODULES"),
            Path.Combine(root?.FullName ?? AppContext.BaseDirectory, "MeshHost.Tests", "node_modules"),
            "/usr/local/lib/node_modules",
            "/usr/lib/node_modules",
        }.Where(p => p is not null).Select(p => Path.Combine(p!, "axe-core", "axe.min.js")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(path is not null, "The npm package axe-core is not installed (npm install in MeshHost.Tests, or set MESHHOST_NODE_MODULES).");
        return path;
    }

    /// <summary>What axe-core finds serious or critical, as lines to read.</summary>
    public static async Task<IReadOnlyList<string>> FindSeriousAsync(IPage page, string axe)
    {
        // Evaluated rather than added as an element, which the policy of the page forbids.
        await page.EvaluateAsync(await File.ReadAllTextAsync(axe, TestContext.Current.CancellationToken));
        var violations = await page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations");
        return
        [
            .. violations.EnumerateArray()
                .Where(v => v.GetProperty("impact").GetString() is "serious" or "critical")
                .Select(v => $"{v.GetProperty("id").GetString()}: {v.GetProperty("help").GetString()}: "
                    + string.Join(" | ", v.GetProperty("nodes").EnumerateArray().Take(5).Select(n => n.GetProperty("html").GetString() + " " + n.GetProperty("failureSummary").GetString()))),
        ];
    }
}
