using System.Globalization;

namespace MeshHost.Helm.Templating.Values;

/// <summary>Reads times by a layout, as time.ParseInLocation does.</summary>
internal ref partial struct TimeParser
{
    private string _value;
    private long _year;
    private int _month;
    private int _day;
    private int _yearDay;
    private int _hour;
    private int _minute;
    private int _second;
    private int _nanosecond;
    private bool _pm;
    private bool _pmSet;
    private int? _offset;
    private bool _isUtc;
    private string _zoneName;

    public static bool TryParse(string layout, string value, GoZone local, out GoTime time, out string error)
    {
        var parser = new TimeParser { _value = value, _month = -1, _day = -1, _yearDay = -1, _zoneName = "" };
        error = parser.Parse(layout, value);
        time = GoTime.Zero;
        if (error.Length > 0)
        {
            return false;
        }

        time = parser.Build(local);
        return true;
    }

    private string Parse(string layout, string original)
    {
        var allLayout = layout;
        while (true)
        {
            var (prefix, element, rest) = TimeLayout.Next(layout);
            if (!SkipPrefix(prefix))
            {
                return Failure(original, allLayout, _value, prefix);
            }

            if (element.Length == 0)
            {
                break;
            }

            layout = rest;
            var before = _value;
            var problem = Read(element, rest);
            if (problem == Problem.Range)
            {
                return $"parsing time {GoQuote.Quote(original)}: {RangeName(element)} out of range";
            }

            if (problem == Problem.Syntax)
            {
                return Failure(original, allLayout, before, element);
            }
        }

        if (_value.Length > 0)
        {
            return $"parsing time {GoQuote.Quote(original)}: extra text: {GoQuote.Quote(_value)}";
        }

        if (_pmSet && _pm && _hour < 12)
        {
            _hour += 12;
        }
        else if (_pmSet && !_pm && _hour == 12)
        {
            _hour = 0;
        }

        return ValidateDay() ? "" : $"parsing time {GoQuote.Quote(original)}: day {(_yearDay >= 0 && _day < 0 ? "of year " : "")}out of range";
    }

    private static string Failure(string original, string layout, string value, string element) =>
        $"parsing time {GoQuote.Quote(original)} as {GoQuote.Quote(layout)}: cannot parse {GoQuote.Quote(value)} as {GoQuote.Quote(element)}";

    private static string RangeName(string element) => element switch
    {
        "1" or "01" => "month",
        "2" or "02" or "_2" => "day",
        "15" or "3" or "03" => "hour",
        "4" or "04" => "minute",
        "5" or "05" => "second",
        _ => "fractional second",
    };

    private bool SkipPrefix(string prefix)
    {
        while (prefix.Length > 0)
        {
            if (prefix[0] == ' ')
            {
                if (_value.Length > 0 && _value[0] != ' ')
                {
                    return false;
                }

                prefix = prefix.TrimStart(' ');
                _value = _value.TrimStart(' ');
                continue;
            }

            if (_value.Length == 0 || _value[0] != prefix[0])
            {
                return false;
            }

            prefix = prefix[1..];
            _value = _value[1..];
        }

        return true;
    }

    private enum Problem
    {
        None,
        Syntax,
        Range,
    }

    private Problem Read(string element, string rest)
    {
        switch (element)
        {
            case "2006":
                return Take(4, out var year) && year >= 0 ? Set(ref _year, year) : Problem.Syntax;
            case "06":
                return Take(2, out var shortYear) ? Set(ref _year, shortYear >= 69 ? shortYear + 1900 : shortYear + 2000) : Problem.Syntax;
            case "Jan" or "January":
                return Name(TimeLayout.Months, element == "Jan", out var month) ? Set(ref _month, month + 1) : Problem.Syntax;
            case "Mon" or "Monday":
                return Name(TimeLayout.Days, element == "Mon", out _) ? Problem.None : Problem.Syntax;
            case "1" or "01":
                return Number(element == "01", ref _month, 1, 12);
            case "2" or "_2" or "02":
                if (element == "_2" && _value.StartsWith(' '))
                {
                    _value = _value[1..];
                }

                return Number(element == "02", ref _day, 0, 99);
            case "__2" or "002":
                return Take(3, out var yearDay, spaces: element == "__2") ? Set(ref _yearDay, yearDay) : Problem.Syntax;
            case "15":
                return Number(false, ref _hour, 0, 23);
            case "3" or "03":
                return Number(element == "03", ref _hour, 0, 12);
            case "4" or "04":
                return Number(element == "04", ref _minute, 0, 59);
            case "5" or "05":
                return Second(element, rest);
            case "PM" or "pm":
                return Half(element);
            case "MST":
                return ZoneName();
            case ['.' or ',', ..]:
                return Fraction(element);
            default:
                return Offset(element);
        }
    }

    private static Problem Set(ref long field, long value)
    {
        field = value;
        return Problem.None;
    }

    private static Problem Set(ref int field, int value)
    {
        field = value;
        return Problem.None;
    }

    private bool Take(int count, out int number, bool spaces = false)
    {
        number = 0;
        if (_value.Length < count)
        {
            return false;
        }

        var digits = spaces ? _value[..count].TrimStart(' ') : _value[..count];
        if (digits.Length == 0 || digits.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return false;
        }

        number = int.Parse(digits, CultureInfo.InvariantCulture);
        _value = _value[count..];
        return true;
    }

    private Problem Number(bool twoDigits, ref int field, int least, int most)
    {
        var count = _value.Length > 1 && char.IsAsciiDigit(_value[0]) && char.IsAsciiDigit(_value[1]) ? 2 : 1;
        if ((twoDigits && count != 2) || !Take(count, out var number))
        {
            return Problem.Syntax;
        }

        field = number;
        return number < least || number > most ? Problem.Range : Problem.None;
    }

    private Problem Second(string element, string rest)
    {
        var problem = Number(element == "05", ref _second, 0, 59);
        var next = TimeLayout.Next(rest);
        if (problem != Problem.None || _value.Length < 2 || _value[0] is not ('.' or ',') || !char.IsAsciiDigit(_value[1]) ||
            (next.Prefix.Length == 0 && next.Element is ['.' or ',', ..]))
        {
            return problem;
        }

        // A fraction may follow the seconds even when the layout has none.
        var end = 2;
        while (end < _value.Length && char.IsAsciiDigit(_value[end]))
        {
            end++;
        }

        SetFraction(_value[1..end]);
        _value = _value[end..];
        return Problem.None;
    }

    private Problem Fraction(string element)
    {
        if (element[1] == '0')
        {
            if (_value.Length < element.Length || _value[0] is not ('.' or ',') ||
                _value.AsSpan(1, element.Length - 1).IndexOfAnyExceptInRange('0', '9') >= 0)
            {
                return Problem.Syntax;
            }

            SetFraction(_value[1..element.Length]);
            _value = _value[element.Length..];
            return Problem.None;
        }

        if (_value.Length < 2 || _value[0] is not ('.' or ',') || !char.IsAsciiDigit(_value[1]))
        {
            return Problem.None;
        }

        var end = 1;
        while (end < _value.Length && end < 10 && char.IsAsciiDigit(_value[end]))
        {
            end++;
        }

        SetFraction(_value[1..end]);
        _value = _value[end..];
        return Problem.None;
    }

    private void SetFraction(string digits) =>
        _nanosecond = int.Parse(digits.PadRight(9, '0').AsSpan(0, 9), CultureInfo.InvariantCulture);

    private Problem Half(string element)
    {
        if (_value.Length < 2)
        {
            return Problem.Syntax;
        }

        var half = _value[..2];
        _value = _value[2..];
        var (am, pm) = element == "PM" ? ("AM", "PM") : ("am", "pm");
        _pmSet = true;
        _pm = half == pm;
        return half == am || half == pm ? Problem.None : Problem.Syntax;
    }

    private bool Name(string[] names, bool isShort, out int index)
    {
        for (index = 0; index < names.Length; index++)
        {
            var name = isShort ? names[index][..3] : names[index];
            if (_value.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                _value = _value[name.Length..];
                return true;
            }
        }

        return false;
    }

    private bool ValidateDay()
    {
        var leap = _year % 4 == 0 && (_year % 100 != 0 || _year % 400 == 0);
        if (_yearDay >= 0)
        {
            if (_yearDay < 1 || _yearDay > (leap ? 366 : 365))
            {
                return false;
            }

            var (_, month, day, _) = GoTime.Civil(GoTime.DaysFromCivil(_year, 1, 1) + _yearDay - 1);
            var agrees = (_month < 0 || _month == month) && (_day < 0 || _day == day);
            (_month, _day) = (month, day);
            return agrees;
        }

        _month = _month < 0 ? 1 : _month;
        _day = _day < 0 ? 1 : _day;
        var longest = _month switch { 2 => leap ? 29 : 28, 4 or 6 or 9 or 11 => 30, _ => 31 };
        return _day >= 1 && _day <= longest;
    }

    private readonly GoTime Build(GoZone local)
    {
        var seconds = GoTime.DaysFromCivil(_year, _month, _day) * 86_400 + _hour * 3600 + _minute * 60 + _second;
        if (_isUtc)
        {
            return new GoTime(seconds, _nanosecond, GoZone.Utc);
        }

        if (_offset is { } offset)
        {
            var (name, localOffset) = local.At(seconds - offset);
            var zone = localOffset == offset && (_zoneName.Length == 0 || name == _zoneName) ? local : GoZone.Fixed(_zoneName, offset);
            return new GoTime(seconds - offset, _nanosecond, zone);
        }

        if (_zoneName.Length > 0)
        {
            var (name, named) = local.At(seconds);
            return name == _zoneName
                ? new GoTime(seconds - named, _nanosecond, local)
                : new GoTime(seconds, _nanosecond, GoZone.Fixed(_zoneName, 0));
        }

        // The offset is that of the local clock reading, found by trying the one of the reading taken as UTC.
        var guess = local.At(seconds - local.At(seconds).Offset).Offset;
        return new GoTime(seconds - guess, _nanosecond, local);
    }
}
