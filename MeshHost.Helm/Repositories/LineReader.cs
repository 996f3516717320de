namespace MeshHost.Helm.Repositories;

/// <summary>Reads lines without making a string of each.</summary>
internal sealed class LineReader(TextReader reader)
{
    private char[] _buffer = new char[16_384];
    private int _start;
    private int _end;

    /// <summary>The next line without its break; good until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<char> line)
    {
        var searched = _start;
        while (true)
        {
            var length = _buffer.AsSpan(searched, _end - searched).IndexOf('\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, searched + length - _start).TrimEnd('\r');
                _start = searched + length + 1;
                return true;
            }

            searched = _end - _start;
            if (!Fill())
            {
                line = _buffer.AsSpan(_start, _end - _start);
                _start = _end;
                return !line.IsEmpty;
            }
        }
    }

    private bool Fill()
    {
        if (_start == 0 && _end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var count = reader.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count > 0;
    }
}
