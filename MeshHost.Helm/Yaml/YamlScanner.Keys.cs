namespace MeshHost.Helm.Yaml;

/// <content>Keys that show only at their colon, and the blocks that indentation opens and closes.</content>
internal sealed partial class YamlScanner
{
    private bool HeadMayBecomeKey()
    {
        for (var i = _flow; i >= 0; i--)
        {
            ref var key = ref _keys[i];
            if (key.Possible && key.TokenNumber == _taken)
            {
                return IsValid(ref key);
            }
        }

        return false;
    }

    private bool IsValid(ref SimpleKey key)
    {
        if (!key.Possible)
        {
            return false;
        }

        if (key.Line < _line || key.At + LongestSimpleKey < _at)
        {
            if (key.Required)
            {
                throw Error(_line, "could not find expected ':'", isScanner: true);
            }

            key.Possible = false;
            return false;
        }

        return true;
    }

    private void SaveKey()
    {
        if (_keyAllowed)
        {
            RemoveKey();
            _keys[_flow] = new SimpleKey
            {
                Possible = true,
                Required = _flow == 0 && _indent == Column,
                TokenNumber = _taken + (_tail - _head),
                At = _at,
                Line = _line,
                Column = Column,
            };
        }
    }

    private void RemoveKey()
    {
        ref var key = ref _keys[_flow];
        if (key.Possible)
        {
            if (key.Required)
            {
                throw Error(key.Line, "could not find expected ':'", isScanner: true);
            }

            key.Possible = false;
        }
    }

    private void Roll(int column, int number, YamlTokenKind kind, int line)
    {
        if (_flow > 0 || _indent >= column)
        {
            return;
        }

        _indents.Add(_indent);
        _indent = column;
        if (_indents.Count > DeepestNesting)
        {
            throw Error($"exceeded max depth of {DeepestNesting}");
        }

        Insert(number < 0 ? _tail - _head : number - _taken, kind, line);
    }

    private void Unroll(int column)
    {
        while (_flow == 0 && _indent > column)
        {
            Add(YamlTokenKind.BlockEnd);
            _indent = _indents[^1];
            _indents.RemoveAt(_indents.Count - 1);
        }
    }

    private struct SimpleKey
    {
        public bool Possible;
        public bool Required;
        public int TokenNumber;
        public int At;
        public int Line;
        public int Column;
    }
}
