namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line of the console log of a resource.</summary>
/// <param name="LineNumber">The number of the line, from 1.</param>
/// <param name="Content">The text, which begins with a UTC timestamp.</param>
/// <param name="IsErrorMessage">Whether it was written as an error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
