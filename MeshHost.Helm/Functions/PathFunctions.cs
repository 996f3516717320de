using MeshHost.Helm.Templating;

namespace MeshHost.Helm.Functions;

/// <summary>Paths with slashes. The functions on paths of the operating system do the same: charts are rendered as on Linux.</summary>
internal static class PathFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.Add<string, string>("base", Base);
        functions.Add<string, string>("dir", path => Clean(path[..(path.LastIndexOf('/') + 1)]));
        functions.Add<string, string>("clean", Clean);
        functions.Add<string, string>("ext", Extension);
        functions.Add<string, bool>("isAbs", path => path.StartsWith('/'));
        functions.Alias("osBase", "base");
        functions.Alias("osDir", "dir");
        functions.Alias("osClean", "clean");
        functions.Alias("osExt", "ext");
        functions.Alias("osIsAbs", "isAbs");
    }

    private static string Base(string path)
    {
        if (path.Length == 0)
        {
            return ".";
        }

        var trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? "/" : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    private static string Extension(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') ? path[dot..] : "";
    }

    /// <summary>The shortest path that means the same.</summary>
    public static string Clean(string path)
    {
        var isRooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && (parts.Count > 0 ? parts[^1] != ".." : isRooted))
            {
                if (parts.Count > 0)
                {
                    parts.RemoveAt(parts.Count - 1);
                }
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        var clean = (isRooted ? "/" : "") + string.Join('/', parts);
        return clean.Length == 0 ? "." : clean;
    }
}
