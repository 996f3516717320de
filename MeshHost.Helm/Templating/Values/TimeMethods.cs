namespace MeshHost.Helm.Templating.Values;

/// <summary>The methods templates may call on times.</summary>
internal static class TimeMethods
{
    public static TemplateFunction? Find(GoTime time, string name)
    {
        if (name == "Format")
        {
            return new TemplateFunction(name, [ParameterKind.String], false, (_, a) => time.Format((string)a[0]!));
        }

        return Read(time, name) is { } value ? new TemplateFunction(name, [], false, (_, _) => value) : null;
    }

    private static object? Read(GoTime time, string name)
    {
        var (days, second, _, _) = time.Local();
        var (year, _, day, yearDay) = GoTime.Civil(days);
        return name switch
        {
            "Year" => (nint)year,
            "Day" => (nint)day,
            "YearDay" => (nint)yearDay,
            "Hour" => (nint)(second / 3600),
            "Minute" => (nint)(second / 60 % 60),
            "Second" => (nint)(second % 60),
            "Nanosecond" => (nint)time.Nanoseconds,
            "Unix" => time.Seconds,
            "UnixMilli" => time.Seconds * 1000 + time.Nanoseconds / 1_000_000,
            "UnixNano" => unchecked(time.Seconds * 1_000_000_000 + time.Nanoseconds),
            "UTC" => time.In(GoZone.Utc),
            "Local" => time.In(GoZone.Local),
            "IsZero" => GoValue.Box(time.Seconds == GoTime.Zero.Seconds && time.Nanoseconds == 0),
            "String" => time.ToString(),
            _ => null,
        };
    }
}
