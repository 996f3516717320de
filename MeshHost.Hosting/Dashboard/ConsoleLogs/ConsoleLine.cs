using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.Dashboard.ConsoleLogs;

/// <summary>A line as it is shown. A line of the log that has line breaks, such as a stack trace, is as many of them.</summary>
/// <param name="LineNumber">The number in the log.</param>
/// <param name="Part">Which part of the line, from 0.</param>
/// <param name="Content">The text.</param>
/// <param name="IsErrorMessage">Whether it was written as an error.</param>
internal readonly record struct ConsoleLine(int LineNumber, int Part, string Content, bool IsErrorMessage)
{
    public static IEnumerable<ConsoleLine> Of(LogLine line) =>
        line.Content.ReplaceLineEndings("\n").Split('\n').Select((part, index) => new ConsoleLine(line.LineNumber, index, part, line.IsErrorMessage));

    /// <summary>Parts the time at the beginning from the text.</summary>
    public static (string Time, string Text) Split(string content)
    {
        var end = content.IndexOf(' ', StringComparison.Ordinal);
        return end > 0 && DateTimeOffset.TryParse(content.AsSpan(0, end), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture), content[(end + 1)..])
            : (string.Empty, content);
    }
}
