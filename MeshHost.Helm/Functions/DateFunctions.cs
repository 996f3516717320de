using System.Globalization;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>sprig's functions on dates and durations.</summary>
internal static class DateFunctions
{
    private const string HtmlLayout = "2006-01-02";

    public static void AddTo(FunctionMap functions)
    {
        functions.Add("now", [], false, (executor, _) => Now(executor));
        Add(functions, "date", [ParameterKind.String, ParameterKind.Any], (e, a) => Format(e, (string)a[0]!, a[1], "Local"));
        Add(functions, "dateInZone", [ParameterKind.String, ParameterKind.Any, ParameterKind.String], (e, a) =>
            Format(e, (string)a[0]!, a[1], (string)a[2]!));
        functions.Alias("date_in_zone", "dateInZone");
        Add(functions, "htmlDate", [ParameterKind.Any], (e, a) => Format(e, HtmlLayout, a[0], "Local"));
        Add(functions, "htmlDateInZone", [ParameterKind.Any, ParameterKind.String], (e, a) => Format(e, HtmlLayout, a[0], (string)a[1]!));
        functions.Add<string, GoTime, object?>("dateModify", (text, time) => GoDuration.TryParse(text, out var duration) ? time.Add(duration) : time);
        functions.Alias("date_modify", "dateModify");
        functions.Add<string, GoTime, object?>("mustDateModify", (text, time) => time.Add(GoDuration.Parse(text)));
        functions.Alias("must_date_modify", "mustDateModify");
        functions.Add<string, string, object?>("toDate", (layout, text) =>
            TimeParser.TryParse(layout, text, GoZone.Local, out var time, out _) ? time : GoTime.Zero);
        functions.Add<string, string, object?>("mustToDate", (layout, text) =>
            TimeParser.TryParse(layout, text, GoZone.Local, out var time, out var error) ? time : throw new FunctionException(error));
        functions.Add<GoTime, string>("unixEpoch", time => time.Seconds.ToString(CultureInfo.InvariantCulture));
        Add(functions, "ago", [ParameterKind.Any], (e, a) => GoDuration.ToText(GoDuration.RoundToSecond(Now(e).Since(ToTime(e, a[0])))));
        functions.Add<object?, string>("duration", seconds => GoDuration.ToText(unchecked(Seconds(seconds) * 1_000_000_000)));
        Add(functions, "durationRound", [ParameterKind.Any], (e, a) => GoDuration.Round(a[0] switch
        {
            string text => GoDuration.TryParse(text, out var duration) ? duration : 0,
            long duration => duration,
            GoTime time => Now(e).Since(time),
            _ => 0,
        }));
    }

    private static void Add(FunctionMap functions, string name, ParameterKind[] parameters, FunctionBody body) =>
        functions.Add(name, parameters, false, body);

    private static GoTime Now(Executor executor) => GoTime.From(executor.Services.Time.GetUtcNow(), GoZone.Local);

    private static string Format(Executor executor, string layout, object? date, string zone) =>
        ToTime(executor, date).In(GoZone.Find(zone)).Format(layout);

    private static GoTime ToTime(Executor executor, object? date) => date switch
    {
        GoTime time => time,
        long seconds => new GoTime(seconds, 0, GoZone.Local),
        nint seconds => new GoTime(seconds, 0, GoZone.Local),
        int seconds => new GoTime(seconds, 0, GoZone.Local),
        _ => Now(executor),
    };

    private static long Seconds(object? value) => value switch
    {
        string text => GoNumbers.TryParseInteger(text, 10, out var seconds) ? seconds : 0,
        long seconds => seconds,
        _ => 0,
    };
}
