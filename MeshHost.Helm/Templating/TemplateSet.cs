using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MeshHost.Helm.Templating.Syntax;

namespace MeshHost.Helm.Templating;

/// <summary>
/// Templates that can call each other by name. Parse all of them first; after that executions may run at the same time, each
/// with its own <see cref="Executor"/>. Parsed trees are immutable and shared.
/// </summary>
internal sealed class TemplateSet
{
    /// <summary>Beyond as many, what lies below is copied: each costs a look when a template is called.</summary>
    private const int MostLayers = 8;

    private readonly TemplateSet? _below;
    private readonly int _layers;
    private readonly Dictionary<string, TemplateDefinition> _templates;
    private readonly ConcurrentDictionary<NamedText, IReadOnlyList<TemplateDefinition>> _parsedTexts;

    public TemplateSet(FunctionMap functions, TemplateLimits? limits = null)
    {
        Functions = functions;
        Limits = limits ?? TemplateLimits.Default;
        _templates = new(StringComparer.Ordinal);
        _parsedTexts = new();
    }

    /// <summary>A set to put definitions into that go before those of another one.</summary>
    private TemplateSet(TemplateSet below)
    {
        Functions = below.Functions;
        Limits = below.Limits;
        _parsedTexts = below._parsedTexts;
        _templates = new(StringComparer.Ordinal);
        if (below._layers < MostLayers)
        {
            (_below, _layers) = (below, below._layers + 1);
        }
        else
        {
            below.CopyTo(_templates);
        }
    }

    public FunctionMap Functions { get; }

    public TemplateLimits Limits { get; }

    /// <summary>Parses a text under a name, and the templates it defines. A later definition replaces an earlier one unless it is empty.</summary>
    public void Parse(string name, string text) => AddAll(ParseText(name, text, Functions));

    public bool TryFind(string name, [NotNullWhen(true)] out TemplateDefinition? template)
    {
        for (var set = this; set is not null; set = set._below)
        {
            if (set._templates.TryGetValue(name, out template))
            {
                return true;
            }
        }

        template = null;
        return false;
    }

    /// <summary>Executes a template as Helm does: what is missing prints nothing.</summary>
    public string Render(string name, object? dot, TemplateServices? services = null, CancellationToken cancellationToken = default) =>
        Execute(name, dot, services, cancellationToken).Replace(Values.NoValue.Text, "", StringComparison.Ordinal);

    /// <summary>Executes a template as Go does: what is missing prints <c>&lt;no value&gt;</c>.</summary>
    public string Execute(string name, object? dot, TemplateServices? services = null, CancellationToken cancellationToken = default)
    {
        using var executor = new Executor(this, services ?? TemplateServices.Default, cancellationToken);
        return executor.Execute(name, dot);
    }

    /// <summary>
    /// The set extended with the text given to <c>tpl</c>. The same text is parsed once, and the set below is not copied: charts call <c>tpl</c>
    /// hundreds of times and have hundreds of templates.
    /// </summary>
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

        var extended = new TemplateSet(this);
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

    private void CopyTo(Dictionary<string, TemplateDefinition> templates)
    {
        _below?.CopyTo(templates);
        foreach (var (name, definition) in _templates)
        {
            templates[name] = definition;
        }
    }

    private void AddAll(IReadOnlyList<TemplateDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            if (!definition.Root.IsEmpty || !TryFind(definition.Name, out _))
            {
                _templates[definition.Name] = definition;
            }
        }
    }

    private sealed record NamedText(string Name, string Text);
}
