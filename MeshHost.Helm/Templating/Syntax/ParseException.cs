namespace MeshHost.Helm.Templating.Syntax;

/// <summary>A template is not well formed; <see cref="TemplateSet"/> turns it into a <see cref="TemplateException"/>.</summary>
internal sealed class ParseException(int line, string message) : Exception(message)
{
    public int Line { get; } = line;
}
