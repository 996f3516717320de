namespace MeshHost.Helm.Templating.Values;

/// <summary>A time zone: UTC, a fixed offset, or one of the system's.</summary>
internal sealed record GoZone
{
    private readonly TimeZoneInfo? _zone;
    private readonly string _name;
    private readonly int _offset;

    private GoZone(string name, int offset, TimeZoneInfo? zone)
    {
        (_name, _offset, _zone) = (name, offset, zone);
    }

    public static GoZone Utc { get; } = new("UTC", 0, null);

    public static GoZone Local { get; } = TimeZoneInfo.Local.HasSameRules(TimeZoneInfo.Utc)
        ? new GoZone("UTC", 0, null)
        : new GoZone("Local", 0, TimeZoneInfo.Local);

    /// <summary>The name of its location: that of the machine is Local, also where it is UTC.</summary>
    public string LocationName => ReferenceEquals(this, Local) ? "Local" : _name;

    public static GoZone Fixed(string name, int offset) => new(name, offset, null);

    /// <summary>Finds a zone as time.LoadLocation does; UTC when there is none of that name.</summary>
    public static GoZone Find(string name)
    {
        switch (name)
        {
            case "" or "UTC":
                return Utc;
            case "Local":
                return Local;
        }

        if (name.Contains("..", StringComparison.Ordinal) || name[0] is '/' or '\\')
        {
            return Utc;
        }

        try
        {
            return new GoZone(name, 0, TimeZoneInfo.FindSystemTimeZoneById(name));
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException)
        {
            return Utc;
        }
    }

    /// <summary>The abbreviation and the offset in seconds at an instant.</summary>
    public (string Name, int Offset) At(long unixSeconds)
    {
        if (_zone is null)
        {
            return (_name, _offset);
        }

        var instant = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(unixSeconds, -62_135_596_800, 253_402_300_799));
        var offset = (int)_zone.GetUtcOffset(instant).TotalSeconds;
        var name = _zone.IsDaylightSavingTime(instant) ? _zone.DaylightName : _zone.StandardName;
        return (name, offset);
    }
}
