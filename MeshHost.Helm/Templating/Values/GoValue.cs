using System.Collections;
using System.Numerics;

namespace MeshHost.Helm.Templating.Values;

/// <summary>
/// What templates may ask of a value. Go types are represented so: int nint, int64 long, float64 double, []interface{} List,
/// []string and []int arrays, map[string]interface{} Dictionary.
/// </summary>
internal static class GoValue
{
    public static readonly object True = true;
    public static readonly object False = false;

    public static object Box(bool value) => value ? True : False;

    /// <summary>The absence of a value becomes nil, as where Go hands it to a parameter of type interface{}.</summary>
    public static object? Nil(object? value) => value is NoValue ? null : value;

    public static GoKind Kind(object? value) => value switch
    {
        null or NoValue => GoKind.Invalid,
        string => GoKind.String,
        bool => GoKind.Bool,
        double => GoKind.Float64,
        nint => GoKind.Int,
        long => GoKind.Int64,
        IDictionary => GoKind.Map,
        IList => GoKind.Slice,
        TemplateObject o => o.Kind,
        int => GoKind.Int32,
        byte => GoKind.Uint8,
        ulong => GoKind.Uint64,
        uint => GoKind.Uint32,
        Complex => GoKind.Complex128,
        TemplateFunction => GoKind.Function,
        _ => GoKind.Struct,
    };

    public static string KindName(object? value) => Kind(value) switch
    {
        GoKind.Pointer => "ptr",
        GoKind.Function => "func",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    public static string TypeName(object? value) => value switch
    {
        null or NoValue => "<nil>",
        double => "float64",
        IDictionary => value is Dictionary<string, string> ? "map[string]string" : "map[string]interface {}",
        string[] => "[]string",
        nint[] => "[]int",
        byte[] => "[]uint8",
        List<object?>[] => "[][]interface {}",
        INamedValue named => named.TypeName,
        IList => "[]interface {}",
        TemplateFunction => "func()",
        GoTime => "time.Time",
        _ => KindName(value),
    };

    public static bool IsTrue(object? value) => value switch
    {
        null or NoValue => false,
        bool b => b,
        string s => s.Length > 0,
        nint n => n != 0,
        long l => l != 0,
        double d => d != 0,
        ICollection c => c.Count > 0,
        NamedInteger named => named.Value != 0,
        TemplateObject o => o.AsMap is not { } map || map.Count > 0,
        int i => i != 0,
        byte b => b != 0,
        ulong u => u != 0,
        uint u => u != 0,
        Complex c => c != Complex.Zero,
        _ => true,
    };

    /// <summary>Reads any signed integer kind.</summary>
    public static bool TryInteger(object? value, out long result)
    {
        switch (value)
        {
            case nint n:
                result = n;
                return true;
            case long l:
                result = l;
                return true;
            case int i:
                result = i;
                return true;
            case NamedInteger named:
                result = named.Value;
                return true;
            default:
                result = 0;
                return false;
        }
    }

    /// <summary>Reads any unsigned integer kind.</summary>
    public static bool TryUnsigned(object? value, out ulong result)
    {
        switch (value)
        {
            case byte b:
                result = b;
                return true;
            case ulong u:
                result = u;
                return true;
            case uint u:
                result = u;
                return true;
            default:
                result = 0;
                return false;
        }
    }

    /// <summary>A number of the integer type that another one has.</summary>
    public static object IntegerLike(object? other, long value) => other switch
    {
        nint => (nint)value,
        int => (int)value,
        byte => (byte)value,
        uint => (uint)value,
        ulong => (ulong)value,
        NamedInteger named => named.Like(value),
        _ => value,
    };

    /// <summary>The keys of a map in Go's order; null when the value is no map.</summary>
    public static string[]? SortedKeys(object? value)
    {
        string[] keys;
        switch (value)
        {
            case Dictionary<string, object?> map:
                keys = new string[map.Count];
                map.Keys.CopyTo(keys, 0);
                break;
            case Dictionary<string, string> map:
                keys = new string[map.Count];
                map.Keys.CopyTo(keys, 0);
                break;
            case TemplateObject { AsMap: { } map }:
                keys = [.. map.Keys];
                break;
            default:
                return null;
        }

        Array.Sort(keys, ByteOrder.Instance);
        return keys;
    }

    /// <summary>Reads an entry of a map; false when it is missing.</summary>
    public static bool TryGetEntry(object map, string key, out object? value)
    {
        switch (map)
        {
            case Dictionary<string, object?> entries:
                return entries.TryGetValue(key, out value);
            case Dictionary<string, string> entries:
                var found = entries.TryGetValue(key, out var text);
                value = text;
                return found;
            case TemplateObject { AsMap: { } entries }:
                return entries.TryGetValue(key, out value);
            default:
                value = null;
                return false;
        }
    }

    /// <summary>What a missing entry of the map reads as: the zero value of its element type.</summary>
    public static object? ZeroEntry(object map) => map switch
    {
        Dictionary<string, string> => "",
        TemplateObject o => o.ZeroEntry,
        _ => null,
    };

    /// <summary>Go's reflect.DeepEqual.</summary>
    public static bool DeepEqual(object? left, object? right, int depth = 0)
    {
        (left, right) = (Nil(left), Nil(right));
        if (left is null || right is null || ReferenceEquals(left, right))
        {
            return ReferenceEquals(left, right) && left is not double.NaN;
        }

        if (depth > TemplateLimits.MaxNesting)
        {
            throw new FunctionException("values are nested too deeply to be compared");
        }

        if (left is IList && right is IList)
        {
            return EqualLists((IList)left, (IList)right, depth);
        }

        if (NamedMap.EntriesOf(left) is { } a && NamedMap.EntriesOf(right) is { } b)
        {
            if (TypeName(left) != TypeName(right) || a.Count != b.Count)
            {
                return false;
            }

            foreach (var (key, value) in a)
            {
                if (!b.TryGetValue(key, out var other) || !DeepEqual(value, other, depth + 1))
                {
                    return false;
                }
            }

            return true;
        }

        if (left is Dictionary<string, string> c && right is Dictionary<string, string> d)
        {
            return IsNilCollection(c) == IsNilCollection(d) && c.Count == d.Count && c.All(entry => d.TryGetValue(entry.Key, out var other) && other == entry.Value);
        }

        return left.GetType() == right.GetType() && (left is double x ? x == (double)right : left.Equals(right));
    }

    private static bool EqualLists(IList left, IList right, int depth)
    {
        if (TypeName(left) != TypeName(right) || left.Count != right.Count || IsNilCollection(left) != IsNilCollection(right))
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (!DeepEqual(left[i], right[i], depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a list or map is Go's nil one, which JSON shows as null.</summary>
    public static bool IsNilCollection(object? value) =>
        value is NilList || ReferenceEquals(value, NilList.OfStrings) || ReferenceEquals(value, NilMap.OfTexts);
}
