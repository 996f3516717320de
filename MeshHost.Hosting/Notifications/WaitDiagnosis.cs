using System.Globalization;
using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.Notifications;

/// <summary>Says, when a wait is cut short, what was waited for and how things stood.</summary>
internal static class WaitDiagnosis
{
    public const string WaitingForProperty = "resource.waitingFor";

    public static string Describe(string resourceName, string expectation, ResourceEvent? current)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The wait for resource '{resourceName}' {expectation} was canceled.");
        if (current is null)
        {
            text.AppendLine().Append("  The resource has not published any state; its name may be misspelt or the application not started.");
            return text.ToString();
        }

        var snapshot = current.Snapshot;
        text.AppendLine().Append(CultureInfo.InvariantCulture, $"  State: {snapshot.State?.Text ?? "(none)"}");
        AppendValue(text, "Health", snapshot.HealthStatus?.ToString());
        AppendValue(text, "Exit code", snapshot.ExitCode?.ToString(CultureInfo.InvariantCulture));
        AppendTime(text, "Created", snapshot.CreationTimeStamp);
        AppendTime(text, "Started", snapshot.StartTimeStamp);
        AppendTime(text, "Stopped", snapshot.StopTimeStamp);
        AppendValue(text, "Waiting for", WaitingFor(snapshot));
        foreach (var report in snapshot.HealthReports)
        {
            text.AppendLine().Append(
                CultureInfo.InvariantCulture,
                $"  Health check '{report.Name}': {report.Status?.ToString() ?? "has not run yet"}");
            text.Append(report.Description is { Length: > 0 } description ? $": {description}" : string.Empty);
            AppendTime(text, "  Last run", report.LastRunAt);
            AppendValue(text, "  Exception", report.ExceptionText);
        }

        return text.ToString();
    }

    private static string? WaitingFor(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(p => p.Name == WaitingForProperty)?.Value switch
        {
            IEnumerable<string> names => string.Join(", ", names),
            { } value => value.ToString(),
            null => null,
        };

    private static void AppendTime(StringBuilder text, string name, DateTime? time) =>
        AppendValue(text, name, time?.ToString("O", CultureInfo.InvariantCulture));

    private static void AppendValue(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {name}: {value}");
        }
    }
}
