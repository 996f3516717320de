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
}
