using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Helm.Values;

/// <summary>
/// Operations on the value model: <see langword="null"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>,
/// <see cref="string"/>, lists and maps of these.
/// </summary>
internal static class ValueTree
{
    public static Dictionary<string, object?> NewTable() => new(StringComparer.Ordinal);

    public static Dictionary<string, object?> CloneTable(Dictionary<string, object?> table)
    {
        var copy = new Dictionary<string, object?>(table.Count, StringComparer.Ordinal);
        foreach (var (key, value) in table)
        {
            copy[key] = Clone(value);
        }

        return copy;
    }

    public static object? Clone(object? value) => value switch
    {
        Dictionary<string, object?> table => CloneTable(table),
        List<object?> list => list.ConvertAll(Clone),
        _ => value,
    };

    /// <summary>The value at a dotted path, as conditions of dependencies name it.</summary>
    public static bool TryGet(Dictionary<string, object?> root, string path, out object? value)
    {
        value = root;
        foreach (var part in path.Split('.'))
        {
            if (value is not Dictionary<string, object?> table || !table.TryGetValue(part, out value))
            {
                value = null;
                return false;
            }
        }

        return true;
    }

    /// <summary>Later values over earlier ones: maps merge, everything else replaces, nulls are kept.</summary>
    public static Dictionary<string, object?> Merge(Dictionary<string, object?> under, Dictionary<string, object?> over)
    {
        var merged = new Dictionary<string, object?>(under, StringComparer.Ordinal);
        foreach (var (key, value) in over)
        {
            merged[key] = value is Dictionary<string, object?> table && merged.GetValueOrDefault(key) is Dictionary<string, object?> below
                ? Merge(below, table)
                : value;
        }

        return merged;
    }

    /// <summary>As <see cref="Merge"/>, into the lower values themselves.</summary>
    public static void MergeInto(Dictionary<string, object?> under, Dictionary<string, object?> over)
    {
        foreach (var (key, value) in Merge(under, over))
        {
            under[key] = value;
        }
    }

    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (Dictionary<string, object?> a, Dictionary<string, object?> b) =>
            a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var other) && AreEqual(pair.Value, other)),
        (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(static pair => AreEqual(pair.First, pair.Second)),
        // A number set in code is a long, the same one read back from a release record is a double.
        (long a, double b) => a == b,
        (double a, long b) => a == b,
        _ => Equals(left, right),
    };

    /// <summary>Takes what C# code hands in (anonymous collections, int, JSON nodes) into the value model.</summary>
    public static object? Normalize(object? value) => value switch
    {
        null or bool or string or long or double => value,
        ChartValues values => CloneTable(values.Root),
        JsonNode node => FromJson(node),
        JsonElement element => FromJson(element),
        Enum name => name.ToString(),
        float number => (double)number,
        decimal number => (double)number,
        ulong number => number <= long.MaxValue ? (long)number : (double)number,
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
        Uri uri => uri.OriginalString,
        IDictionary table => NormalizeTable(table),
        IEnumerable<KeyValuePair<string, object?>> pairs => NormalizePairs(pairs),
        IEnumerable list => list.Cast<object?>().Select(Normalize).ToList(),
        _ => throw new ChartException($"a value of type {value.GetType()} cannot be given to a chart; use text, numbers, booleans, lists and dictionaries"),
    };

    public static object? FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => FromJsonObject(element),
        JsonValueKind.Array => element.EnumerateArray().Select(FromJson).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetDouble() is var number && double.IsFinite(number)
            ? number
            : throw new JsonException($"the number {element.GetRawText()} is too large"),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>As JSON's reader sees it: every number is a double.</summary>
    public static object? FromJson(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject table:
                var read = NewTable();
                foreach (var (name, value) in table)
                {
                    read[name] = FromJson(value);
                }

                return read;
            case JsonArray list:
                return list.Select(FromJson).ToList();
        }

        return node.GetValueKind() switch
        {
            JsonValueKind.String => node.ToString(),
            JsonValueKind.Number => node.AsValue().TryGetValue(out double number)
                ? number
                : double.Parse(node.ToString(), System.Globalization.CultureInfo.InvariantCulture),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
    }

    private static Dictionary<string, object?> FromJsonObject(JsonElement element)
    {
        var table = NewTable();
        foreach (var property in element.EnumerateObject())
        {
            table[property.Name] = FromJson(property.Value);
        }

        return table;
    }

    private static Dictionary<string, object?> NormalizeTable(IDictionary dictionary)
    {
        var table = NewTable();
        foreach (DictionaryEntry entry in dictionary)
        {
            table[Convert.ToString(entry.Key, System.Globalization.CultureInfo.InvariantCulture) ?? ""] = Normalize(entry.Value);
        }

        return table;
    }

    private static Dictionary<string, object?> NormalizePairs(IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        var table = NewTable();
        foreach (var (key, value) in pairs)
        {
            table[key] = Normalize(value);
        }

        return table;
    }
}
