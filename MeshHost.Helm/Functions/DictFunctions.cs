using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>sprig's functions on dictionaries. <c>set</c>, <c>unset</c> and the merges change the one they are given.</summary>
internal static class DictFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.AddVariadic<object?, object?>("dict", Dict);
        functions.Add<Dictionary<string, object?>?, string, object?>("get", (dict, key) =>
            dict is not null && dict.TryGetValue(key, out var value) ? value : "");
        functions.Add<Dictionary<string, object?>?, string, object?, object?>("set", Set);
        functions.Add<Dictionary<string, object?>?, string, object?>("unset", Unset);
        functions.Add<Dictionary<string, object?>?, string, bool>("hasKey", (dict, key) => dict is not null && dict.ContainsKey(key));
        functions.AddVariadic<string, Dictionary<string, object?>?, object?>("pluck", Pluck);
        functions.AddVariadic<Dictionary<string, object?>?, object?>("keys", dicts => dicts.SelectMany(Keys).ToArray());
        functions.Add<Dictionary<string, object?>?, object?>("values", dict => Keys(dict).Select(key => dict![key]).ToList());
        functions.AddVariadic<Dictionary<string, object?>?, string, object?>("pick", Pick);
        functions.AddVariadic<Dictionary<string, object?>?, string, object?>("omit", Omit);
        AddMerge(functions, "merge", overwrite: false);
        AddMerge(functions, "mergeOverwrite", overwrite: true);
        functions.Add<object?, object?>("deepCopy", value => DeepCopy(value));
        functions.Alias("mustDeepCopy", "deepCopy");
        functions.AddVariadic<object?, object?>("dig", Dig);
    }

    private static string[] Keys(Dictionary<string, object?>? dict) => GoValue.SortedKeys(dict) ?? [];

    private static Dictionary<string, object?> Dict(object?[] values)
    {
        var dict = new Dictionary<string, object?>((values.Length + 1) / 2, StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i += 2)
        {
            dict[GoText.Of(values[i])] = i + 1 < values.Length ? values[i + 1] : "";
        }

        return dict;
    }

    private static Dictionary<string, object?> Set(Dictionary<string, object?>? dict, string key, object? value)
    {
        if (dict is null)
        {
            throw new FunctionException("assignment to entry in nil map");
        }

        dict[key] = value;
        return dict;
    }

    private static object? Unset(Dictionary<string, object?>? dict, string key)
    {
        dict?.Remove(key);
        return dict ?? NewDict();
    }

    private static Dictionary<string, object?> NewDict() => new(StringComparer.Ordinal);

    private static List<object?> Pluck(string key, Dictionary<string, object?>?[] dicts)
    {
        var values = new List<object?>();
        foreach (var dict in dicts)
        {
            if (dict is not null && dict.TryGetValue(key, out var value))
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static Dictionary<string, object?> Pick(Dictionary<string, object?>? dict, string[] keys)
    {
        var picked = NewDict();
        foreach (var key in keys)
        {
            if (dict is not null && dict.TryGetValue(key, out var value))
            {
                picked[key] = value;
            }
        }

        return picked;
    }

    private static Dictionary<string, object?> Omit(Dictionary<string, object?>? dict, string[] keys)
    {
        var kept = dict is null ? NewDict() : new Dictionary<string, object?>(dict, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            kept.Remove(key);
        }

        return kept;
    }

    private static void AddMerge(FunctionMap functions, string name, bool overwrite)
    {
        functions.AddVariadic<Dictionary<string, object?>?, Dictionary<string, object?>?, object?>(name, (target, sources) =>
        {
            target ??= NewDict();
            foreach (var source in sources)
            {
                if (source is not null)
                {
                    Merge(target, source, overwrite, 0);
                }
            }

            return target;
        });
        functions.Alias("must" + char.ToUpperInvariant(name[0]) + name[1..], name);
    }

    /// <summary>Merges one map into another: dicts recursively, all else as a whole, filling only what is empty unless told to overwrite.</summary>
    private static void Merge(Dictionary<string, object?> target, Dictionary<string, object?> source, bool overwrite, int depth)
    {
        if (depth > TemplateLimits.MaxNesting)
        {
            throw new FunctionException("values are nested too deeply to be merged");
        }

        if (ReferenceEquals(target, source))
        {
            return;
        }

        foreach (var (key, value) in source)
        {
            var exists = target.TryGetValue(key, out var existing);
            if (value is null)
            {
                if (overwrite)
                {
                    target[key] = null;
                }

                continue;
            }

            if (NamedMap.EntriesOf(value) is { } map && NamedMap.EntriesOf(existing) is { } existingMap)
            {
                Merge(existingMap, map, overwrite, depth + 1);
                if (existingMap.Count > 0)
                {
                    continue;
                }
            }

            if (overwrite || !exists || !(GoValue.IsTrue(existing) || existing is TemplateObject and not NamedMap))
            {
                target[key] = value;
            }
        }
    }

    /// <summary>Copies dicts and lists all the way down.</summary>
    public static object? DeepCopy(object? value, int depth = 0)
    {
        if (depth > TemplateLimits.MaxNesting)
        {
            throw new FunctionException("values are nested too deeply to be copied");
        }

        switch (value)
        {
            case Dictionary<string, object?> map:
                var copy = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
                foreach (var (key, item) in map)
                {
                    copy.Add(key, DeepCopy(item, depth + 1));
                }

                return copy;
            case NamedMap named:
                return named.With((Dictionary<string, object?>)DeepCopy(named.Entries, depth + 1)!);
            case NilList:
                return value;
            case List<object?> list:
                var items = new List<object?>(list.Count);
                foreach (var item in list)
                {
                    items.Add(DeepCopy(item, depth + 1));
                }

                return items;
            case Dictionary<string, string> texts when !GoValue.IsNilCollection(texts):
                return new Dictionary<string, string>(texts, StringComparer.Ordinal);
            case Array array when !GoValue.IsNilCollection(array):
                return ((ICloneable)array).Clone();
            default:
                return value;
        }
    }

    private static object? Dig(object?[] arguments)
    {
        if (arguments.Length < 3)
        {
            throw new FunctionException("dig needs at least three arguments");
        }

        var current = AsMap(arguments[^1]);
        for (var i = 0; i < arguments.Length - 2; i++)
        {
            var key = arguments[i] as string ?? throw new FunctionException(
                $"interface conversion: interface {{}} is {Shown(arguments[i])}, not string");
            if (!current.TryGetValue(key, out var value))
            {
                return arguments[^2];
            }

            if (i == arguments.Length - 3)
            {
                return value;
            }

            current = AsMap(value);
        }

        return arguments[^2];
    }

    private static Dictionary<string, object?> AsMap(object? value) => value as Dictionary<string, object?> ??
        throw new FunctionException($"interface conversion: interface {{}} is {Shown(value)}, not map[string]interface {{}}");

    private static string Shown(object? value) => value is null ? "nil" : GoValue.TypeName(value);
}
