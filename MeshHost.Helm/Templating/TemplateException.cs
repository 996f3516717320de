using MeshHost.Helm.Templating;

namespace MeshHost.Helm;

/// <summary>A template that cannot be parsed or executed, with the place in the chart it happened at.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The full text, worded as Go's text/template words it.</param>
    /// <param name="template">The file the failing action is in.</param>
    /// <param name="line">The line, starting at 1; 0 when unknown.</param>
    /// <param name="column">The column in bytes, starting at 0, as Go counts; -1 when unknown.</param>
    /// <param name="includes">The chain of template calls that led there, outermost first.</param>
    /// <param name="innerException">The cause, if another exception was.</param>
    public TemplateException(
        string message, string template, int line, int column, IReadOnlyList<string>? includes = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Template = template;
        Line = line;
        Column = column;
        Includes = includes ?? [];
    }

    /// <summary>The file the failing action is in.</summary>
    public string Template { get; }

    /// <summary>The line of the failing action, starting at 1; 0 when unknown.</summary>
    public int Line { get; }

    /// <summary>The column in bytes of the failing action; -1 when unknown, as for parse errors.</summary>
    public int Column { get; }

    /// <summary>The names of the templates being executed, outermost first.</summary>
    public IReadOnlyList<string> Includes { get; }

    /// <summary>The innermost message: what a chart author wrote in <c>fail</c> or <c>required</c>, or what went wrong.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The failing action of the outermost template: file, line and column.</summary>
    internal string Location { get; init; } = "";

    /// <summary>What the chart said with <c>fail</c> or <c>required</c>; null when something else failed.</summary>
    internal string? ChartMessage { get; init; }

    /// <summary>The failing actions from the outermost one inwards; null where Helm shows the error as Go words it.</summary>
    internal TemplateTrace? Trace { get; init; }

    /// <summary>The exception with the text that Helm 4 makes of it.</summary>
    internal TemplateException InHelmsWords()
    {
        string text;
        if (Column < 0 && Line > 0 && Location.Length == 0)
        {
            text = $"parse error at ({Template}:{Line}): {Message[(Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..]}";
        }
        else if (ChartMessage is not null)
        {
            text = $"execution error at ({Location}): {ChartMessage}";
        }
        else
        {
            text = Trace?.ToText() ?? Message;
        }

        return new TemplateException(text, Template, Line, Column, Includes, this) { Reason = Reason };
    }
}
