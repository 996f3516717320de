using System.Globalization;
using MeshHost.Helm.Functions;

namespace MeshHost.Helm.Templating.Values;

/// <summary>The methods templates may call on times.</summary>
internal static class TimeMethods
{
    public static TemplateFunction? Find(GoTime time, string name) => name switch
    {
        "Format" => new TemplateFunction(name, [ParameterKind.String], false, (_, a) => time.Format((string)a[0]!)),
        "AddDate" => new TemplateFunction(name, [ParameterKind.Int, ParameterKind.Int, ParameterKind.Int], false, (_, a) =>
            time.AddDate((nint)a[0]!, (nint)a[1]!, (nint)a[2]!)),
        "After" => OfTime(name, other => GoValue.Box(Compare(time, other) > 0)),
        "Before" => OfTime(name, other => GoValue.Box(Compare(time, other) < 0)),
        "Compare" => OfTime(name, other => (nint)Compare(time, other)),
        "Equal" => OfTime(name, other => GoValue.Box(Compare(time, other) == 0)),
        "Sub" => OfTime(name, other => GoDurationValue.Of(time.Since(other))),
        "Add" => OfDuration(name, time.Add),
        "Truncate" => OfDuration(name, unit => time.Add(-Remainder(time, unit))),
        "Round" => OfDuration(name, unit => Round(time, unit)),
        "Date" or "Clock" => throw new ExecutionException($"function {name} has 3 return values; should be 1 or 2"),
        "ISOWeek" or "Zone" => throw new ExecutionException($"invalid function signature for {name}: second return value should be error; is int"),
        "Location" => new TemplateFunction(name, [], false, (_, _) => time.Zone.LocationName),
        _ => Read(time, name) is { } value ? new TemplateFunction(name, [], false, (_, _) => value) : null,
    };

    private static TemplateFunction OfTime(string name, Func<GoTime, object?> body) =>
        new(name, [ParameterKind.Time], false, (_, a) => body((GoTime)a[0]!));

    private static TemplateFunction OfDuration(string name, Func<long, GoTime> body) =>
        new(name, [ParameterKind.Duration], false, (_, a) => body(((NamedInteger)a[0]!).Value));

    /// <summary>What an instant is past a multiple of a duration, counted from the zero time.</summary>
    private static long Remainder(GoTime time, long unit)
    {
        if (unit <= 0)
        {
            return 0;
        }

        var sinceZero = ((Int128)time.Seconds - GoTime.Zero.Seconds) * 1_000_000_000 + time.Nanoseconds;
        var rest = (long)(sinceZero % unit);
        return rest < 0 ? rest + unit : rest;
    }

    private static GoTime Round(GoTime time, long unit)
    {
        var rest = Remainder(time, unit);
        return time.Add(rest + (Int128)rest < unit ? -rest : unit - rest);
    }

    private static int Compare(GoTime left, GoTime right) =>
        (left.Seconds, left.Nanoseconds).CompareTo((right.Seconds, right.Nanoseconds)) switch { < 0 => -1, > 0 => 1, _ => 0 };

    private static object? Read(GoTime time, string name)
    {
        var (days, second, _, _) = time.Local();
        var (year, month, day, yearDay) = GoTime.Civil(days);
        return name switch
        {
            "Year" => (nint)year,
            "Month" => new NamedInteger("time.Month", GoKind.Int, month, MonthName),
            "Day" => (nint)day,
            "Weekday" => Weekday(days),
            "YearDay" => (nint)yearDay,
            "Hour" => (nint)(second / 3600),
            "Minute" => (nint)(second / 60 % 60),
            "Second" => (nint)(second % 60),
            "Nanosecond" => (nint)time.Nanoseconds,
            "Unix" => time.Seconds,
            "UnixMilli" => time.Seconds * 1000 + time.Nanoseconds / 1_000_000,
            "UnixMicro" => time.Seconds * 1_000_000 + time.Nanoseconds / 1000,
            "UnixNano" => unchecked(time.Seconds * 1_000_000_000 + time.Nanoseconds),
            "UTC" => time.In(GoZone.Utc),
            "Local" => time.In(GoZone.Local),
            "IsZero" => GoValue.Box(time.Seconds == GoTime.Zero.Seconds && time.Nanoseconds == 0),
            "String" => time.ToString(),
            _ => null,
        };
    }

    private static NamedInteger Weekday(long days)
    {
        // 1 January 1970 is a Thursday.
        var day = (int)(((days + 4) % 7 + 7) % 7);
        return new NamedInteger("time.Weekday", GoKind.Int, day, DayName);
    }

    private static string MonthName(long month) =>
        month is >= 1 and <= 12 ? TimeLayout.Months[month - 1] : string.Create(CultureInfo.InvariantCulture, $"%!Month({(ulong)month})");

    private static string DayName(long day) =>
        day is >= 0 and < 7 ? TimeLayout.Days[day] : string.Create(CultureInfo.InvariantCulture, $"%!Weekday({(ulong)day})");
}
