using MeshHost.Helm.Charts;

namespace MeshHost.Helm.Values;

/// <summary>
/// Lays given values over the defaults of a chart and its subcharts, as Helm 4.2 does. Coalescing drops keys that were set to null;
/// merging, used while dependencies are still being decided, keeps them so that a later pass can drop them.
/// </summary>
internal sealed class ValuesCoalescer
{
    private const string Global = "global";

    private readonly bool _keepNulls;
    private readonly List<string>? _warnings;

    private ValuesCoalescer(bool keepNulls, List<string>? warnings)
    {
        _keepNulls = keepNulls;
        _warnings = warnings;
    }

    /// <summary>The values that templates see. <paramref name="given"/> is not changed.</summary>
    public static Dictionary<string, object?> Coalesce(ChartInstance chart, Dictionary<string, object?> given, List<string>? warnings = null)
        => new ValuesCoalescer(keepNulls: false, warnings).Apply(chart, ValueTree.CloneTable(given), "");

    /// <summary>As <see cref="Coalesce"/> but nulls stay.</summary>
    public static Dictionary<string, object?> MergeDefaults(ChartInstance chart, Dictionary<string, object?> given)
        => new ValuesCoalescer(keepNulls: true, warnings: null).Apply(chart, ValueTree.CloneTable(given), "");

    /// <summary>Lays <paramref name="over"/> over <paramref name="under"/>, keeping nulls; both may be changed.</summary>
    public static Dictionary<string, object?> MergeTables(Dictionary<string, object?> over, Dictionary<string, object?> under)
        => new ValuesCoalescer(keepNulls: true, warnings: null).Tables(over, under, "", keepNulls: true);

    private Dictionary<string, object?> Apply(ChartInstance chart, Dictionary<string, object?> target, string prefix)
    {
        Defaults(chart, target, prefix);
        var path = Join(prefix, chart.Name);
        foreach (var subchart in chart.Dependencies)
        {
            if (!target.TryGetValue(subchart.Name, out var section))
            {
                target[subchart.Name] = section = ValueTree.NewTable();
            }

            if (section is not Dictionary<string, object?> table)
            {
                throw new ChartException($"values of {path}: type mismatch on {subchart.Name}: the section of a subchart must be a map");
            }

            Globals(table, target, path);
            target[subchart.Name] = Apply(subchart, table, path);
        }

        return target;
    }

    private void Globals(Dictionary<string, object?> target, Dictionary<string, object?> source, string prefix)
    {
        if (!TryGlobals(target, out var targetGlobals) || !TryGlobals(source, out var sourceGlobals))
        {
            _warnings?.Add($"{prefix}: skipping globals because {Global} is not a map");
            return;
        }

        foreach (var (key, value) in sourceGlobals)
        {
            var has = targetGlobals.TryGetValue(key, out var existing);
            if (value is Dictionary<string, object?> table)
            {
                // One level is copied: the parent's own maps must not receive what the child adds.
                var copy = new Dictionary<string, object?>(table, StringComparer.Ordinal);
                if (!has)
                {
                    targetGlobals[key] = copy;
                }
                else if (existing is Dictionary<string, object?> below)
                {
                    targetGlobals[key] = Tables(copy, below, Join(prefix, key), keepNulls: true);
                }
                else
                {
                    _warnings?.Add($"{prefix}: conflict: cannot merge a map onto a non-map for \"{key}\"");
                }
            }
            else if (has && existing is Dictionary<string, object?>)
            {
                _warnings?.Add($"{prefix}: \"{key}\" is a map; the global of the parent is skipped");
            }
            else
            {
                targetGlobals[key] = value;
            }
        }

        target[Global] = targetGlobals;
    }

    private void Defaults(ChartInstance chart, Dictionary<string, object?> target, string prefix)
    {
        var path = Join(prefix, chart.Name);
        foreach (var (key, shared) in chart.Values)
        {
            if (!target.TryGetValue(key, out var value))
            {
                if (!_keepNulls && shared is null)
                {
                    continue;
                }

                var copy = ValueTree.Clone(shared);
                if (!_keepNulls && copy is Dictionary<string, object?> added)
                {
                    DropNulls(added);
                }

                target[key] = copy;
            }
            else if (value is null && !_keepNulls)
            {
                target.Remove(key);
            }
            else if (value is Dictionary<string, object?> over)
            {
                if (shared is not Dictionary<string, object?> defaults)
                {
                    if (shared is not null)
                    {
                        _warnings?.Add($"skipped value for {path}.{key}: not a map");
                    }

                    continue;
                }

                // The section of a subchart is coalesced once more with that subchart's own defaults, which may need its nulls.
                var keepNulls = _keepNulls || chart.Dependencies.Any(d => d.Name == key);
                var under = ValueTree.CloneTable(defaults);
                if (!keepNulls)
                {
                    DropNulls(under);
                }

                Tables(over, under, Join(path, key), keepNulls);
            }
        }
    }

    private Dictionary<string, object?> Tables(Dictionary<string, object?> over, Dictionary<string, object?> under, string prefix, bool keepNulls)
    {
        foreach (var (key, below) in under)
        {
            if (!over.TryGetValue(key, out var above))
            {
                over[key] = below;
            }
            else if (above is null && !keepNulls && below is not null)
            {
                over.Remove(key);
            }
            else if (above is null)
            {
                continue;
            }
            else if (below is Dictionary<string, object?> belowTable)
            {
                if (above is Dictionary<string, object?> aboveTable)
                {
                    Tables(aboveTable, belowTable, Join(prefix, key), keepNulls);
                }
                else
                {
                    _warnings?.Add($"cannot overwrite map with non-map for {Join(prefix, key)}");
                }
            }
            else if (above is Dictionary<string, object?> && below is not null)
            {
                _warnings?.Add($"destination for {Join(prefix, key)} is a map; ignoring the non-map default");
            }
        }

        return over;
    }

    private static bool TryGlobals(Dictionary<string, object?> table, out Dictionary<string, object?> globals)
    {
        if (!table.TryGetValue(Global, out var value))
        {
            globals = ValueTree.NewTable();
            return true;
        }

        globals = value as Dictionary<string, object?> ?? [];
        return value is Dictionary<string, object?>;
    }

    private static void DropNulls(Dictionary<string, object?> table)
    {
        foreach (var (key, value) in table)
        {
            if (value is null)
            {
                table.Remove(key);
            }
            else if (value is Dictionary<string, object?> inner)
            {
                DropNulls(inner);
            }
        }
    }

    private static string Join(string prefix, string key) => prefix.Length == 0 ? key : prefix + "." + key;
}
