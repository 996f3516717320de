using MeshHost.Helm.Templating.Values;
using MeshHost.Helm.Values;
using MeshHost.Helm.Versions;

namespace MeshHost.Helm.Charts;

/// <summary>Decides which subcharts take part (aliases, tags, conditions) and brings the values they export up to their parents.</summary>
internal static class DependencyResolver
{
    /// <summary>The tree of charts to render.</summary>
    /// <exception cref="ChartException">A declared subchart is not packed in <c>charts/</c>.</exception>
    public static ChartInstance Resolve(Chart chart, Dictionary<string, object?> given)
    {
        CheckPresent(chart);
        var root = new ChartInstance(chart);
        Enable(root, given, path: "");
        ImportValues(root);
        return root;
    }

    // Helm insists on declared subcharts even when their condition is false: a package that lacks one is incomplete.
    private static void CheckPresent(Chart chart)
    {
        var missing = chart.Metadata.Dependencies
            .Where(d => !chart.Dependencies.Any(c => c.Name == d.Name))
            .Select(static d => d.Name)
            .ToList();
        if (missing.Count > 0)
        {
            throw new ChartException(
                $"found in Chart.yaml, but missing in charts/ directory of {chart.Name}: {string.Join(", ", missing)}. "
                + "Use the packed chart of a repository, or put the subcharts there.");
        }
    }

    private static void Enable(ChartInstance chart, Dictionary<string, object?> given, string path)
    {
        if (chart.Requirements.Count == 0)
        {
            return;
        }

        var requirements = chart.Requirements;
        var taking = chart.Dependencies
            .Where(c => !requirements.Any(r => Matches(r, c.Chart)))
            .ToList();
        foreach (var requirement in requirements)
        {
            if (chart.Dependencies.FirstOrDefault(c => Matches(requirement, c.Chart)) is { } found)
            {
                // One packed chart may be used under several aliases: each use is an instance of its own.
                taking.Add(new ChartInstance(found.Chart, requirement.Alias));
            }
        }

        chart.SetDependencies(taking);
        var values = ValuesCoalescer.Coalesce(chart, given);
        var disabled = requirements
            .Where(r => !IsEnabled(r, values, path))
            .Select(static r => r.Alias ?? r.Name)
            .ToHashSet(StringComparer.Ordinal);
        chart.SetDependencies([.. taking.Where(c => !disabled.Contains(c.Name))]);
        chart.Requirements = [.. requirements.Where(r => !disabled.Contains(r.Alias ?? r.Name))];
        foreach (var dependency in chart.Dependencies)
        {
            // Conditions are looked up from the top, so nested charts see the coalesced values with their path in front.
            Enable(dependency, values, path + dependency.Name + ".");
        }
    }

    private static bool Matches(ChartDependency requirement, Chart chart)
        => requirement.Name == chart.Name && VersionRange.IsCompatible(requirement.Version, chart.Version);

    private static bool IsEnabled(ChartDependency requirement, Dictionary<string, object?> values, string path)
    {
        foreach (var condition in requirement.Condition.Trim().Split(','))
        {
            if (condition.Length > 0 && ValueTree.TryGet(values, path + condition, out var value) && value is bool decided)
            {
                return decided;
            }
        }

        if (values.GetValueOrDefault("tags") is not Dictionary<string, object?> tags)
        {
            return true;
        }

        var chosen = requirement.Tags.Select(tag => tags.GetValueOrDefault(tag)).OfType<bool>().ToList();
        return chosen.Count == 0 || chosen.Contains(true);
    }

    private static void ImportValues(ChartInstance chart)
    {
        foreach (var dependency in chart.Dependencies)
        {
            ImportValues(dependency);
        }

        // Also without any imports the defaults of subcharts move up here: a null given for a global then leaves the subchart's copy.
        if (chart.Requirements.Count == 0)
        {
            return;
        }

        var values = ValuesCoalescer.MergeDefaults(chart, ValueTree.NewTable());
        var imported = ValueTree.NewTable();
        foreach (var requirement in chart.Requirements)
        {
            foreach (var import in requirement.ImportValues)
            {
                var (child, parent) = import switch
                {
                    string name => ("exports." + name, "."),
                    Dictionary<string, object?> map => (Text(map, "child"), Text(map, "parent")),
                    _ => ("", ""),
                };
                var source = (requirement.Alias ?? requirement.Name) + "." + child;
                if (child.Length > 0 && ValueTree.TryGet(values, source, out var found) && found is Dictionary<string, object?> table)
                {
                    imported = ValuesCoalescer.MergeTables(imported, Nest(parent, ValueTree.CloneTable(table)));
                }
            }
        }

        // What the parent says itself has priority over what it imports.
        chart.Values = ValuesCoalescer.MergeTables(ValueTree.CloneTable(values), imported);
    }

    private static Dictionary<string, object?> Nest(string path, Dictionary<string, object?> table)
    {
        if (path == ".")
        {
            return table;
        }

        foreach (var part in path.Split('.').Reverse())
        {
            var outer = ValueTree.NewTable();
            outer[part] = table;
            table = outer;
        }

        return table;
    }

    private static string Text(Dictionary<string, object?> map, string key)
        => GoPrinter.ToText(map.GetValueOrDefault(key));
}
