using System.Collections.Concurrent;
using MeshHost.Helm.Templating.Syntax;

namespace MeshHost.Helm.Templating;

/// <summary>
/// Templates that can call each other by name. Parse all of them first; after that executions may run at the same time, each
/// with its own <see cref="Executor"/>. Parsed trees are immutable and shared with clones.
/// </summary>
internal sealed class TemplateSet
{
    private readonly Dictionary<string, TemplateDefinition> _templates;
    private readonly ConcurrentDictionary<NamedText, IReadOnlyList<TemplateDefinition>> _parsedTexts;

    public TemplateSet(FunctionMap functions, TemplateLimits? limits = null)
    {
        Functions = functions;
        Limits = limits ?? TemplateLimits.Default;
        _templates = new(StringComparer.Ordinal);
        _parsedTexts = new();
    }

    private TemplateSet(TemplateSet other)
    {
        Functions = other.Functions;
        Limits = other.Limits;
        _templates = new(other._templates, StringComparer.Ordinal);
        _parsedTexts = other._parsedTexts;
    }

    public FunctionMap Functions { get; }

    public TemplateLimits Limits { get; }

    public IReadOnlyCollection<string> Names => _templates.Keys;

    /// <summary>Parses a text under a name, and the templates it defines. A later definition replaces an earlier one unless it is empty.</summary>
    public void Parse(string name, string text) => AddAll(ParseText(name, text, Functions));

    public TemplateSet Clone() => new(this);

    public bool TryFind(string name, out TemplateDefinition? template) => _templates.TryGetValue(name, out template);

    /// <summary>Executes a template as Helm does: what is missing prints nothing.</summary>
    public string Render(string name, object? dot, TemplateServices? services = null, CancellationToken cancellationToken = default) =>
        Execute(name, dot, services, cancellationToken).Replace(Values.NoValue.Text, "", StringComparison.Ordinal);

    /// <summary>Executes a template as Go does: what is missing prints <c>&lt;no value&gt;</c>.</summary>
    public string Execute(string name, object? dot, TemplateServices? services = null, CancellationToken cancellationToken = default)
    {
        using var executor = new Executor(this, services ?? TemplateServices.Default, cancellationToken);
        return executor.Execute(name, dot);
    }

    /// <summary>The set extended with the text given to <c>tpl</c>. The same text is parsed once.</summary>
    public TemplateSet With(string name, string text)
    {
        const int MostTextsKept = 4096;
        var key = new NamedText(name, text);
        if (!_parsedTexts.TryGetValue(key, out var definitions))
        {
            definitions = ParseText(name, text, Functions);
            if (_parsedTexts.Count < MostTextsKept)
            {
                _parsedTexts.TryAdd(key, definitions);
            }
        }

        var extended = Clone();
        extended.AddAll(definitions);
        // The text itself is what runs, also when it is empty; keeping the template it is named after would run that one again without end.
        if (definitions.FirstOrDefault(d => d.Name == name) is { } main)
        {
            extended._templates[name] = main;
        }

        return extended;
    }

    private static IReadOnlyList<TemplateDefinition> ParseText(string name, string text, FunctionMap functions)
    {
        try
        {
            return Parser.Parse(name, text, functions);
        }
        catch (ParseException e)
        {
            throw new TemplateException($"template: {name}:{e.Line}: {e.Message}", name, e.Line, -1) { Reason = e.Message };
        }
    }

    private void AddAll(IReadOnlyList<TemplateDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            if (!definition.Root.IsEmpty || !_templates.ContainsKey(definition.Name))
            {
                _templates[definition.Name] = definition;
            }
        }
    }

    private sealed record NamedText(string Name, string Text);
}
