namespace MeshHost.Helm.Templating.Values;

/// <content>Zones: their names and their offsets.</content>
internal ref partial struct TimeParser
{
    private Problem ZoneName()
    {
        if (_value.StartsWith("UTC", StringComparison.Ordinal))
        {
            _isUtc = true;
            _value = _value[3..];
            return Problem.None;
        }

        var length = 0;
        while (length < _value.Length && char.IsAsciiLetterUpper(_value[length]))
        {
            length++;
        }

        if (length is < 3 or > 5 || (length == 5 && _value[4] != 'T') || (length == 4 && _value[3] != 'T' && _value[..4] != "WITA"))
        {
            return Problem.Syntax;
        }

        _zoneName = _value[..length];
        _value = _value[length..];
        return Problem.None;
    }

    private Problem Offset(string element)
    {
        if (element[0] == 'Z' && _value.StartsWith('Z'))
        {
            _value = _value[1..];
            _isUtc = true;
            return Problem.None;
        }

        var body = element[1..];
        if (_value.Length < element.Length || _value[0] is not ('+' or '-'))
        {
            return Problem.Syntax;
        }

        var sign = _value[0] == '-' ? -1 : 1;
        Span<int> parts = [0, 0, 0];
        var part = 0;
        for (var i = 1; i < element.Length; i += 2, part++)
        {
            if (body[i - 1] == ':')
            {
                if (_value[i] != ':')
                {
                    return Problem.Syntax;
                }

                i++;
            }

            if (!char.IsAsciiDigit(_value[i]) || !char.IsAsciiDigit(_value[i + 1]))
            {
                return Problem.Syntax;
            }

            parts[part] = (_value[i] - '0') * 10 + _value[i + 1] - '0';
        }

        _value = _value[element.Length..];
        _offset = sign * ((parts[0] * 60 + parts[1]) * 60 + parts[2]);
        return parts[0] > 24 || parts[1] > 60 || parts[2] > 60 ? Problem.Syntax : Problem.None;
    }
}
