namespace MeshHost.Helm.Templating.Values;

/// <summary>Go's time.Time: an instant to the nanosecond, shown in a zone.</summary>
internal readonly record struct GoTime(long Seconds, int Nanoseconds, GoZone Zone) : IFormattable
{
    private const long SecondsPerDay = 86_400;

    /// <summary>The zero value: 1 January of year 1, UTC.</summary>
    public static GoTime Zero { get; } = new(-62_135_596_800, 0, GoZone.Utc);

    public static GoTime From(DateTimeOffset time, GoZone zone) =>
        new(time.ToUnixTimeSeconds(), (int)(time.UtcTicks % TimeSpan.TicksPerSecond) * 100, zone);

    public GoTime In(GoZone zone) => new(Seconds, Nanoseconds, zone);

    /// <summary>Adds a duration in nanoseconds.</summary>
    public GoTime Add(long nanoseconds)
    {
        var sum = Nanoseconds + (Int128)nanoseconds;
        var seconds = sum >= 0 ? sum / 1_000_000_000 : -((999_999_999 - sum) / 1_000_000_000);
        return new GoTime(Seconds + (long)seconds, (int)(sum - seconds * 1_000_000_000), Zone);
    }

    /// <summary>Adds years, months and days to the date; one that the calendar does not have runs over into the next month.</summary>
    public GoTime AddDate(long years, long months, long days)
    {
        var (day, second, _, _) = Local();
        var (year, month, dayOfMonth, _) = Civil(day);
        var (more, index) = Math.DivRem(month - 1 + months, 12);
        (more, index) = index < 0 ? (more - 1, index + 12) : (more, index);
        var local = (DaysFromCivil(year + years + more, (int)index + 1, 1) + dayOfMonth - 1 + days) * SecondsPerDay + second;

        // The offset of the zone there is not known before the instant is; one step from a guess finds it but within a change of clocks.
        var guess = local - Zone.At(local).Offset;
        return new GoTime(local - Zone.At(guess).Offset, Nanoseconds, Zone);
    }

    /// <summary>The duration in nanoseconds from another instant, saturated as Go does.</summary>
    public long Since(GoTime other)
    {
        var difference = ((Int128)Seconds - other.Seconds) * 1_000_000_000 + Nanoseconds - other.Nanoseconds;
        return difference > long.MaxValue ? long.MaxValue : difference < long.MinValue ? long.MinValue : (long)difference;
    }

    public string Format(string layout) => TimeLayout.Format(this, layout);

    public static bool TryParse(string layout, string value, out GoTime time) =>
        TimeParser.TryParse(layout, value, GoZone.Utc, out time, out _);

    /// <summary>The seconds of the local clock since year 1, from which fields are computed.</summary>
    public (long Days, int SecondOfDay, string ZoneName, int Offset) Local()
    {
        var (name, offset) = Zone.At(Seconds);
        var local = Seconds + offset;
        var days = Math.DivRem(local, SecondsPerDay, out var rest);
        return rest < 0 ? (days - 1, (int)(rest + SecondsPerDay), name, offset) : (days, (int)rest, name, offset);
    }

    /// <summary>The civil date of a number of days since 1970.</summary>
    public static (long Year, int Month, int Day, int YearDay) Civil(long days)
    {
        var z = days + 719_468;
        var era = (z >= 0 ? z : z - 146_096) / 146_097;
        var dayOfEra = z - era * 146_097;
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var shifted = (5 * dayOfYear + 2) / 153;
        var day = (int)(dayOfYear - (153 * shifted + 2) / 5 + 1);
        var month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        var year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return (year, month, day, (int)(days - DaysFromCivil(year, 1, 1)) + 1);
    }

    public static long DaysFromCivil(long year, int month, int day)
    {
        year -= month <= 2 ? 1 : 0;
        var era = (year >= 0 ? year : year - 399) / 400;
        var yearOfEra = year - era * 400;
        var dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    public override string ToString() => Format("2006-01-02 15:04:05.999999999 -0700 MST");

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
