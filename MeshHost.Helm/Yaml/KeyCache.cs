namespace MeshHost.Helm.Yaml;

/// <summary>Short strings seen before: the keys of a manifest are few and come thousands of times.</summary>
internal sealed class KeyCache
{
    private const int Size = 512;
    private const int Longest = 40;

    private readonly string?[] _entries = new string?[Size];

    public string Text(ReadOnlySpan<char> span)
    {
        if (span.Length is 0 or > Longest)
        {
            return span.ToString();
        }

        var hash = (uint)span.Length;
        foreach (var c in span)
        {
            hash = (hash * 31) + c;
        }

        ref var entry = ref _entries[(hash ^ (hash >> 15)) % Size];
        if (entry is not null && span.SequenceEqual(entry))
        {
            return entry;
        }

        return entry = span.ToString();
    }
}
