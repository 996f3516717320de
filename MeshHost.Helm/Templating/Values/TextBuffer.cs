using System.Buffers;

namespace MeshHost.Helm.Templating.Values;

/// <summary>
/// A growing text with a bound. Nested renderings write to the same buffer and take their part off its end, so that an
/// include costs no buffer of its own.
/// </summary>
internal sealed class TextBuffer : IDisposable
{
    private readonly int _limit;
    private char[] _chars;

    public TextBuffer(int limit = TemplateLimits.MaxString, int capacity = 1024)
    {
        _limit = limit;
        _chars = ArrayPool<char>.Shared.Rent(capacity);
    }

    public int Length { get; private set; }

    public ReadOnlySpan<char> Written => _chars.AsSpan(0, Length);

    public char Last => Length > 0 ? _chars[Length - 1] : '\0';

    public void Append(char value)
    {
        if (Length == _chars.Length)
        {
            Grow(1);
        }

        _chars[Length++] = value;
    }

    public void Append(ReadOnlySpan<char> value)
    {
        if (value.Length > _chars.Length - Length)
        {
            Grow(value.Length);
        }

        value.CopyTo(_chars.AsSpan(Length));
        Length += value.Length;
    }

    public void Append(char value, int count)
    {
        if (count > _chars.Length - Length)
        {
            Grow(count);
        }

        for (var end = Length + count; Length < end; Length++)
        {
            _chars[Length] = value;
        }
    }

    public void Truncate(int length) => Length = length;

    public string TextFrom(int start) => new(_chars, start, Length - start);

    public override string ToString() => TextFrom(0);

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_chars);
        _chars = [];
        Length = 0;
    }

    private void Grow(int extra)
    {
        if ((long)Length + extra > _limit)
        {
            throw new FunctionException($"output exceeds the limit of {_limit} characters");
        }

        var larger = ArrayPool<char>.Shared.Rent((int)Math.Min(Math.Max((long)_chars.Length * 2, (long)Length + extra), Array.MaxLength));
        Written.CopyTo(larger);
        ArrayPool<char>.Shared.Return(_chars);
        _chars = larger;
    }
}
