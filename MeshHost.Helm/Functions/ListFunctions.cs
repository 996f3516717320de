using System.Collections;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>sprig's functions on lists. They never change the list they are given.</summary>
internal static class ListFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.AddVariadic<object?, object?>("list", values => new List<object?>(values));
        functions.Alias("tuple", "list");
        AddBoth(functions, "append", list => list, "push");
        AddBoth(functions, "push", list => list, "push");
        functions.Add<object?, object?, object?>("prepend", Prepend);
        functions.Alias("mustPrepend", "prepend");
        Add(functions, "first", "find first", list => list.Count == 0 ? null : list[0]);
        Add(functions, "last", "find last", list => list.Count == 0 ? null : list[list.Count - 1]);
        Add(functions, "rest", "find rest", list => list.Count == 0 ? new NilList() : Copy(list, 1, list.Count));
        Add(functions, "initial", "find initial", list => list.Count == 0 ? new NilList() : Copy(list, 0, list.Count - 1));
        Add(functions, "reverse", "find reverse", Reverse);
        Add(functions, "compact", "compact", list => Where(list, item => GoValue.IsTrue(item) || item is TemplateObject and not (NamedMap or NamedInteger)));
        Add(functions, "uniq", "find uniq", Unique);
        functions.AddVariadic<object?, object?, object?>("without", (list, omit) =>
            Where(Required(list, "find without"), item => !Contains(omit, item)));
        functions.Alias("mustWithout", "without");
        functions.Add<object?, object?, bool>("has", (needle, list) => list is not null && Contains(Required(list, "find has"), needle));
        functions.Alias("mustHas", "has");
        functions.AddVariadic<object?, object?, object?>("slice", Slice);
        functions.Alias("mustSlice", "slice");
        functions.AddVariadic<object?, object?>("concat", Concat);
        functions.Add<nint, object?, object?>("chunk", Chunk);
        functions.Alias("mustChunk", "chunk");
        functions.Add<nint, object?>("until", count => MathFunctions.Sequence(0, count, count < 0 ? -1 : 1));
        functions.Add<nint, nint, nint, object?>("untilStep", MathFunctions.Sequence);
    }

    private static void Add(FunctionMap functions, string name, string verb, Func<IList, object?> body)
    {
        functions.Add<object?, object?>(name, list => body(Required(list, verb)));
        functions.Alias("must" + char.ToUpperInvariant(name[0]) + name[1..], name);
    }

    private static void AddBoth(FunctionMap functions, string name, Func<object?, object?> prepare, string verb)
    {
        functions.Add<object?, object?, object?>(name, (list, value) => Push(Required(prepare(list), verb, "on "), value));
        functions.Alias("must" + char.ToUpperInvariant(name[0]) + name[1..], name);
    }

    private static IList Required(object? value, string verb, string preposition = "on ") => value switch
    {
        IList list => list,
        null => throw new FunctionException(GoText.NilDereference),
        _ => throw new FunctionException($"Cannot {verb} {preposition}type {GoValue.KindName(value)}"),
    };

    private static List<object?> Copy(IList list, int start, int end)
    {
        var copy = new List<object?>(end - start);
        for (var i = start; i < end; i++)
        {
            copy.Add(list[i]);
        }

        return copy;
    }

    private static List<object?> Push(IList list, object? value)
    {
        var copy = new List<object?>(list.Count + 1);
        foreach (var item in list)
        {
            copy.Add(item);
        }

        copy.Add(value);
        return copy;
    }

    private static List<object?> Prepend(object? list, object? value)
    {
        var copy = new List<object?> { value };
        foreach (var item in Required(list, "prepend"))
        {
            copy.Add(item);
        }

        return copy;
    }

    private static List<object?> Reverse(IList list)
    {
        var copy = Copy(list, 0, list.Count);
        copy.Reverse();
        return copy;
    }

    private static List<object?> Where(IList list, Func<object?, bool> keep)
    {
        var kept = new List<object?>();
        foreach (var item in list)
        {
            if (keep(item))
            {
                kept.Add(item);
            }
        }

        return kept;
    }

    private static bool Contains(IList list, object? needle)
    {
        foreach (var item in list)
        {
            if (GoValue.DeepEqual(needle, item))
            {
                return true;
            }
        }

        return false;
    }

    private static List<object?> Unique(IList list)
    {
        var kept = new List<object?>();
        var scalars = new HashSet<object>();
        foreach (var item in list)
        {
            var isNew = item is string or bool or long or nint ? scalars.Add(item) : !Contains(kept, item);
            if (isNew)
            {
                kept.Add(item);
            }
        }

        return kept;
    }

    private static object? Slice(object? value, object?[] indexes)
    {
        if (value is not IList list)
        {
            throw new FunctionException(value is null
                ? GoText.NilDereference
                : $"list should be type of slice or array but {GoValue.KindName(value)}");
        }

        if (list.Count == 0)
        {
            return null;
        }

        var start = indexes.Length > 0 ? Cast.ToInt64(indexes[0]) : 0;
        var end = indexes.Length > 1 ? Cast.ToInt64(indexes[1]) : list.Count;
        if (start < 0 || end < start || end > list.Count)
        {
            throw new FunctionException("reflect.Value.Slice: slice index out of bounds");
        }

        return list switch
        {
            string[] texts => texts[(int)start..(int)end],
            nint[] numbers => numbers[(int)start..(int)end],
            byte[] bytes => bytes[(int)start..(int)end],
            NamedTexts named => named.Slice((int)start, (int)end),
            _ => Copy(list, (int)start, (int)end),
        };
    }

    private static List<object?> Concat(object?[] lists)
    {
        List<object?>? all = null;
        foreach (var value in lists)
        {
            if (value is not IList list)
            {
                throw new FunctionException(value is null ? GoText.NilDereference : $"Cannot concat type {GoValue.KindName(value)} as list");
            }

            foreach (var item in list)
            {
                (all ??= []).Add(item);
            }

            if (all?.Count > TemplateLimits.MaxElements)
            {
                throw new FunctionException($"list exceeds the limit of {TemplateLimits.MaxElements} elements");
            }
        }

        return all ?? new NilList();
    }

    private static object? Chunk(nint size, object? value)
    {
        var list = Required(value, "chunk", "");

        // The number of chunks comes from a division of floats, so a size below 1 is an error, nothing, or a chunk, as the length has it.
        var count = Math.Floor((list.Count - 1) / (double)size) + 1;
        if (size == 0 || count < 0)
        {
            throw new FunctionException("runtime error: makeslice: len out of range");
        }

        var chunks = new List<object?>[(int)count];
        for (var i = 0; i < chunks.Length; i++)
        {
            var length = i == chunks.Length - 1 ? list.Count % size : size;
            length = length == 0 ? size : length;
            chunks[i] = length > 0
                ? Copy(list, i * (int)size, (int)(i * size + length))
                : throw new FunctionException("runtime error: makeslice: len out of range");
        }

        return chunks;
    }
}
