using MeshHost.Helm.Values;
using MeshHost.Helm.Yaml;

namespace MeshHost.Helm;

/// <summary>
/// Values given to a chart: a tree of maps, lists and scalars.
/// </summary>
/// <remarks>
/// Scalars are <see langword="null"/>, <see cref="bool"/>, <see cref="string"/>, <see cref="double"/> (every number read from YAML or JSON)
/// and <see cref="long"/> (integers set in code or with <c>--set</c>). A null removes the chart's default of that name.
/// Values may hold secrets; nothing in this library logs or traces them.
/// </remarks>
/// <example>
/// <code>
/// var values = ChartValues.Parse("prometheus: {prometheusSpec: {retention: 7d}}")
///     .Set("grafana.grafana\\.ini.server.domain", "grafana.example.org")
///     .Set("grafana.replicas", 2);
/// </code>
/// </example>
public sealed class ChartValues
{
    /// <summary>Creates empty values.</summary>
    public ChartValues()
        : this(ValueTree.NewTable())
    {
    }

    internal ChartValues(Dictionary<string, object?> root)
    {
        Root = root;
    }

    /// <summary>The top map. Keys are compared ordinally.</summary>
    public Dictionary<string, object?> Root { get; }

    /// <summary>Reads values from YAML. Several documents are merged, later ones over earlier ones.</summary>
    /// <param name="yaml">YAML text whose documents are maps or empty.</param>
    /// <returns>The values.</returns>
    /// <exception cref="ChartException">The text is not YAML or its top is not a map.</exception>
    public static ChartValues Parse(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        Dictionary<string, object?>? merged = null;
        foreach (var document in SplitDocuments(yaml))
        {
            var table = ReadTable(document);
            merged = merged is null ? table : ValueTree.Merge(merged, table);
        }

        return new ChartValues(merged ?? ValueTree.NewTable());
    }

    /// <summary>Sets one value, changing these values.</summary>
    /// <param name="path">Path in the key syntax of <c>helm --set</c>: <c>a.b</c>, <c>list[0].name</c>, a dot within a key escaped as <c>\.</c>.</param>
    /// <param name="value">
    /// Text, a boolean, a number, <see langword="null"/> (removes the chart's default), a dictionary or a list of these, or other <see cref="ChartValues"/>.
    /// Unlike with <c>--set</c>, text stays text: the string "true" does not become a boolean.
    /// </param>
    /// <returns>These values, so that calls can be chained.</returns>
    /// <exception cref="ChartException">The path is malformed or goes through something that is not a map or list.</exception>
    public ChartValues Set(string path, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SetExpressionParser.SetPath(path, Root, ValueTree.Normalize(value));
        return this;
    }

    /// <summary>Applies an expression in the syntax of <c>helm --set</c>, such as <c>a.b=1,list={x,y}</c>, changing these values.</summary>
    /// <param name="expression">The assignments. Booleans, null and integers are recognised; <c>1.5</c> is text, as with Helm.</param>
    /// <returns>These values.</returns>
    /// <exception cref="ChartException">The expression is malformed.</exception>
    public ChartValues SetExpression(string expression) => Apply(expression, SetExpressionKind.Typed);

    /// <summary>Applies an expression in the syntax of <c>helm --set-string</c>: every value is text.</summary>
    /// <param name="expression">The assignments.</param>
    /// <returns>These values.</returns>
    /// <exception cref="ChartException">The expression is malformed.</exception>
    public ChartValues SetStringExpression(string expression) => Apply(expression, SetExpressionKind.Text);

    /// <summary>Applies an expression in the syntax of <c>helm --set-json</c>: every value is JSON, so commas and dots in it need no escapes.</summary>
    /// <param name="expression">The assignments.</param>
    /// <returns>These values.</returns>
    /// <exception cref="ChartException">The expression is malformed.</exception>
    public ChartValues SetJsonExpression(string expression) => Apply(expression, SetExpressionKind.Json);

    /// <summary>Puts other values over these. Neither is changed.</summary>
    /// <param name="over">The values that win; maps merge, everything else replaces.</param>
    /// <returns>The merged values.</returns>
    public ChartValues Merge(ChartValues over)
    {
        ArgumentNullException.ThrowIfNull(over);
        return new ChartValues(ValueTree.CloneTable(ValueTree.Merge(Root, over.Root)));
    }

    /// <summary>The values as YAML in Helm's form.</summary>
    /// <returns>YAML text.</returns>
    public string ToYaml() => HelmYaml.Write(Root);

    private ChartValues Apply(string expression, SetExpressionKind kind)
    {
        ArgumentNullException.ThrowIfNull(expression);
        SetExpressionParser.Apply(expression, Root, kind);
        return this;
    }

    private static Dictionary<string, object?> ReadTable(string document)
    {
        object? value;
        try
        {
            value = HelmYaml.Read(document);
        }
        catch (Exception e) when (e is not (ChartException or OutOfMemoryException))
        {
            throw new ChartException(e.Message, e);
        }

        return value switch
        {
            Dictionary<string, object?> table => table,
            null => ValueTree.NewTable(),
            _ => throw new ChartException("values must be a map at the top of every YAML document"),
        };
    }

    private static IEnumerable<string> SplitDocuments(string yaml)
    {
        // Almost every file holds one document; only a line of three dashes and nothing else starts another.
        var start = 0;
        var search = 0;
        while (true)
        {
            var separator = yaml.IndexOf("\n---", search, StringComparison.Ordinal);
            if (separator < 0)
            {
                yield return start == 0 ? yaml : yaml[start..];
                yield break;
            }

            var lineEnd = yaml.IndexOf('\n', separator + 1);
            lineEnd = lineEnd < 0 ? yaml.Length : lineEnd;
            if (yaml.AsSpan(separator + 4, lineEnd - separator - 4).IsWhiteSpace())
            {
                yield return yaml[start..(separator + 1)];
                start = Math.Min(lineEnd + 1, yaml.Length);
            }

            search = lineEnd;
        }
    }
}
