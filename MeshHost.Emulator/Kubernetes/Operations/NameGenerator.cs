namespace MeshHost.Emulator.Kubernetes.Operations;

/// <summary>Generated names and uids, from a seed so that a run can be repeated.</summary>
internal sealed class NameGenerator(int seed)
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxPrefixLength = 58;

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    public string Generate(string prefix)
    {
        Span<char> suffix = stackalloc char[SuffixLength];
        lock (_gate)
        {
            for (var index = 0; index < suffix.Length; index++)
            {
                suffix[index] = Alphabet[_random.Next(Alphabet.Length)];
            }
        }

        return string.Concat(prefix.AsSpan(0, Math.Min(prefix.Length, MaxPrefixLength)), suffix);
    }

    public string NewUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
        {
            _random.NextBytes(bytes);
        }

        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes).ToString();
    }

    public int Next(int exclusiveMaximum)
    {
        lock (_gate)
        {
            return _random.Next(exclusiveMaximum);
        }
    }
}
