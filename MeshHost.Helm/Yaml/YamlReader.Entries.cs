using System.Globalization;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Yaml;

/// <content>What becomes of keys, merged maps and aliases.</content>
internal sealed partial class YamlReader
{
    private bool IsMerge(ref YamlToken token) => token.Kind == YamlTokenKind.Scalar && token.IsPlain &&
        (token.Text is null ? _text.AsSpan(token.Start, token.End - token.Start) : token.Text) is "<<";

    private static void AddEntry(Dictionary<string, object?> map, object? key, object? value, bool merge)
    {
        if (merge)
        {
            Merge(map, value);
            return;
        }

        map[KeyText(key, value)] = Finish(value);
    }

    private static void Merge(Dictionary<string, object?> map, object? value)
    {
        if (value is List<object?> list && list.TrueForAll(item => item is Dictionary<string, object?>))
        {
            for (var i = list.Count - 1; i >= 0; i--)
            {
                Merge(map, list[i]);
            }

            return;
        }

        if (value is not Dictionary<string, object?> source)
        {
            throw new YamlException("yaml: map merge requires map or sequence of maps as the value");
        }

        foreach (var entry in source)
        {
            map[entry.Key] = entry.Value;
        }
    }

    private static string KeyText(object? key, object? value) => key switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        double number => FloatKey(number),
        Dictionary<string, object?> or List<object?> => throw new YamlException("yaml: invalid map key: " +
            GoFormat.Sprintf("%#v", [key]).Replace("map[string]interface {}", "map[interface {}]interface {}", StringComparison.Ordinal)),
        _ => throw new YamlException($"unsupported map key of type: {(key is null ? "%!s(<nil>)" : "uint64")}, key: {GoFormat.Sprintf("%+#v", [key])}, value: {GoFormat.Sprintf("%+#v", [value])}"),
    };

    private static string FloatKey(double number) => FloatText.Shortest(double.Parse(
        ((float)number).ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) switch
    {
        "+Inf" => ".inf",
        "-Inf" => "-.inf",
        "NaN" => ".nan",
        var text => text,
    };

    /// <summary>Turns YAML's numbers into JSON's.</summary>
    private static object? Finish(object? value) => value switch
    {
        long number => (double)number,
        ulong number => (double)number,
        _ => value,
    };

    /// <summary>JSON has no infinities; one that a later key of the same name replaced does no harm.</summary>
    private static void RefuseInfinities(object? value)
    {
        switch (value)
        {
            case double number when !double.IsFinite(number):
                throw new YamlException($"json: unsupported value: {FloatText.Shortest(number)}");
            case Dictionary<string, object?> map:
                foreach (var item in map.Values)
                {
                    RefuseInfinities(item);
                }

                break;
            case List<object?> list:
                list.ForEach(RefuseInfinities);
                break;
        }
    }

    private object? Alias(string name)
    {
        if (_anchors is null || !_anchors.TryGetValue(name, out var value))
        {
            throw new YamlException($"yaml: unknown anchor '{name}' referenced");
        }

        if (value is Unfinished)
        {
            throw new YamlException($"yaml: anchor '{name}' value contains itself");
        }

        return Copy(value);
    }

    /// <summary>Every use of an anchor is a copy; how much may be copied is bounded as in go-yaml.</summary>
    private object? Copy(object? value)
    {
        _decoded++;
        _aliased++;
        if (_aliased > 100 && _decoded > 1000 && (double)_aliased / _decoded > AllowedAliasRatio(_decoded))
        {
            throw new YamlException("yaml: document contains excessive aliasing");
        }

        switch (value)
        {
            case Dictionary<string, object?> map:
                var copy = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
                foreach (var (key, item) in map)
                {
                    copy[key] = Copy(item);
                }

                return copy;
            case List<object?> list:
                return list.ConvertAll(Copy);
            default:
                return value;
        }
    }

    private static double AllowedAliasRatio(int decoded)
    {
        const double Low = 400_000;
        const double High = 4_000_000;
        return 0.99 - 0.89 * Math.Clamp((decoded - Low) / (High - Low), 0, 1);
    }

    private sealed class Unfinished
    {
        public static Unfinished Instance { get; } = new();
    }
}
