using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;
using MeshHost.Helm.Yaml;

namespace MeshHost.Helm.Rendering;

/// <summary>Maps of Helm's type for values: <c>.Values</c>, <c>.Template</c> and the dot of a file, with their methods.</summary>
internal sealed class RenderedValues(Dictionary<string, object?> entries) : NamedMap(GoTypeName, entries)
{
    private const string GoTypeName = "common.Values";

    public override NamedMap With(Dictionary<string, object?> other) => new RenderedValues(other);

    public override TemplateFunction? FindMethod(string name) => name switch
    {
        "AsMap" => Method(name, [], _ => Entries),
        "YAML" => Method(name, [], _ => HelmYaml.Write(Entries)),
        "Table" => Method(name, [ParameterKind.String], path => new RenderedValues(Table(path.Split('.')))),
        "PathValue" => Method(name, [ParameterKind.String], PathValue),
        _ => null,
    };

    private static TemplateFunction Method(string name, ParameterKind[] parameters, Func<string, object?> body) =>
        new(name, parameters, isVariadic: false, (_, arguments) => body(arguments.Length > 0 ? (string)arguments[0]! : ""));

    private Dictionary<string, object?> Table(ReadOnlySpan<string> path)
    {
        var table = Entries;
        foreach (var key in path)
        {
            table = EntriesOf(table.GetValueOrDefault(key)) ?? throw new FunctionException($"{GoQuote.Quote(key)} is not a table");
        }

        return table;
    }

    private object? PathValue(string path)
    {
        if (path.Length == 0)
        {
            throw new FunctionException("YAML path cannot be empty");
        }

        var keys = path.Split('.');
        Dictionary<string, object?>? table;
        try
        {
            table = Table(keys.AsSpan(0, keys.Length - 1));
        }
        catch (FunctionException)
        {
            table = null;
        }

        return table is not null && table.TryGetValue(keys[^1], out var value) && value is not Dictionary<string, object?>
            ? value
            : throw new FunctionException($"{GoQuote.Quote(keys[^1])} is not a value");
    }
}
