using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MeshHost.Helm.Templating.Values;
using MeshHost.Helm.Versions;
using MeshHost.Helm.Yaml;

namespace MeshHost.Helm.Charts;

/// <summary>Reads and checks <c>Chart.yaml</c> and, for v1 charts, <c>requirements.yaml</c>.</summary>
internal static partial class ChartMetadataReader
{
    public static ChartMetadata Read(ChartFile chartYaml, ChartFile? requirements)
    {
        var fields = ReadTable(chartYaml);
        if (requirements is not null)
        {
            foreach (var (key, value) in ReadTable(requirements))
            {
                fields[key] = value;
            }
        }

        var metadata = new ChartMetadata
        {
            ApiVersion = Text(fields, "apiVersion") is { Length: > 0 } apiVersion ? apiVersion : "v1",
            Name = Clean(Text(fields, "name")),
            Version = Text(fields, "version"),
            AppVersion = Clean(Text(fields, "appVersion")),
            Description = Clean(Text(fields, "description")),
            Type = Text(fields, "type"),
            KubeVersion = Clean(Text(fields, "kubeVersion")),
            Home = Clean(Text(fields, "home")),
            Icon = Clean(Text(fields, "icon")),
            Condition = Clean(Text(fields, "condition")),
            Tags = Clean(Text(fields, "tags")),
            Deprecated = Flag(fields, "deprecated"),
            Sources = [.. Texts(fields, "sources").Select(Clean)],
            Keywords = [.. Texts(fields, "keywords").Select(Clean)],
            Maintainers = [.. Tables(fields, "maintainers", "maintainers").Select(Maintainer)],
            Annotations = Annotations(fields),
            Dependencies = [.. Tables(fields, "dependencies", "dependencies").Select(Dependency)],
        };
        Check(metadata);
        return metadata;
    }

    /// <summary>
    /// The text of a scalar whose target is a string: Chart.yaml fields may be written as numbers or booleans, and <c>1.10</c> becomes <c>1.1</c>.
    /// </summary>
    internal static string ScalarText(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        double number when number == Math.Floor(number) && Math.Abs(number) < 1e18 => ((long)number).ToString(CultureInfo.InvariantCulture),
        double number => FloatText.Shortest(number),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ChartException("a text is expected where there is a list or a map"),
    };

    private static Dictionary<string, object?> ReadTable(ChartFile file)
    {
        object? value;
        try
        {
            value = HelmYaml.Read(file.GetText());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new ChartException($"cannot load {file.Name}: {e.Message}", e);
        }

        return value switch
        {
            Dictionary<string, object?> table => new Dictionary<string, object?>(table, StringComparer.Ordinal),
            null => new Dictionary<string, object?>(StringComparer.Ordinal),
            _ => throw new ChartException($"cannot load {file.Name}: a map is expected at its top"),
        };
    }

    private static ChartMaintainer Maintainer(Dictionary<string, object?> table)
        => new(
            Clean(Text(table, "name")),
            Text(table, "email") is { Length: > 0 } email ? Clean(email) : null,
            Text(table, "url") is { Length: > 0 } url ? Clean(url) : null);

    private static ChartDependency Dependency(Dictionary<string, object?> table)
    {
        var name = Clean(Text(table, "name"));
        var alias = Text(table, "alias");
        if (alias.Length > 0 && !AliasPattern().IsMatch(alias))
        {
            throw new ChartException($"dependency \"{name}\" has disallowed characters in the alias");
        }

        return new ChartDependency
        {
            Name = name,
            Version = Clean(Text(table, "version")),
            Repository = Clean(Text(table, "repository")),
            Condition = Clean(Text(table, "condition")),
            Alias = alias.Length > 0 ? alias : null,
            Tags = [.. Texts(table, "tags").Select(Clean)],
            ImportValues = table.GetValueOrDefault("import-values") switch
            {
                null => [],
                List<object?> imports => imports,
                var other => throw WrongType("import-values", "a list", other),
            },
        };
    }

    private static Dictionary<string, string> Annotations(Dictionary<string, object?> fields)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        switch (fields.GetValueOrDefault("annotations"))
        {
            case null:
                break;
            case Dictionary<string, object?> table:
                foreach (var key in table.Keys)
                {
                    annotations[key] = Text(table, key);
                }

                break;
            case var other:
                throw WrongType("annotations", "a map of texts", other);
        }

        return annotations;
    }

    private static void Check(ChartMetadata metadata)
    {
        if (metadata.ApiVersion is not ("v1" or "v2"))
        {
            throw new ChartException($"invalid chart apiVersion: {metadata.Name} has \"{metadata.ApiVersion}\", v1 and v2 can be read");
        }

        if (metadata.Name.Length == 0)
        {
            throw new ChartException("chart.metadata.name is required: Chart.yaml has no name");
        }

        if (metadata.Name is "." or ".." || metadata.Name.Contains('/', StringComparison.Ordinal))
        {
            throw new ChartException($"chart.metadata.name \"{metadata.Name}\" is invalid: a chart's name is a single path segment");
        }

        if (metadata.Version.Length == 0)
        {
            throw new ChartException($"chart.metadata.version is required: the Chart.yaml of {metadata.Name} has no version");
        }

        if (SemanticVersion.TryParse(metadata.Version) is null)
        {
            throw new ChartException($"chart.metadata.version \"{metadata.Version}\" of {metadata.Name} is not a semantic version");
        }

        if (metadata.Type is not ("" or "application" or "library"))
        {
            throw new ChartException($"chart.metadata.type of {metadata.Name} must be application or library, it is \"{metadata.Type}\"");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dependency in metadata.Dependencies)
        {
            if (!names.Add(dependency.Alias ?? dependency.Name))
            {
                throw new ChartException($"{metadata.Name} has more than one dependency with name or alias \"{dependency.Alias ?? dependency.Name}\"");
            }
        }
    }

    private static string Text(Dictionary<string, object?> table, string key)
    {
        try
        {
            return ScalarText(table.GetValueOrDefault(key));
        }
        catch (ChartException e)
        {
            throw new ChartException($"Chart.yaml, field {key}: {e.Message}", e);
        }
    }

    private static IEnumerable<string> Texts(Dictionary<string, object?> table, string key)
        => table.GetValueOrDefault(key) switch
        {
            null => [],
            List<object?> list => list.Select(item => item is List<object?> or Dictionary<string, object?> ? throw WrongType(key, "a list of texts", item) : ScalarText(item)),
            var other => throw WrongType(key, "a list of texts", other),
        };

    private static bool Flag(Dictionary<string, object?> table, string key) => table.GetValueOrDefault(key) switch
    {
        null => false,
        bool flag => flag,
        var other => throw WrongType(key, "true or false", other),
    };

    private static ChartException WrongType(string field, string expected, object? found) =>
        new($"Chart.yaml, field {field}: {expected} is expected where there is {Describe(found)}");

    private static string Describe(object? value) => value switch
    {
        string => "a text",
        bool => "a boolean",
        List<object?> => "a list",
        Dictionary<string, object?> => "a map",
        _ => "a number",
    };

    private static IEnumerable<Dictionary<string, object?>> Tables(Dictionary<string, object?> fields, string key, string what)
    {
        var value = fields.GetValueOrDefault(key);
        if (value is null)
        {
            yield break;
        }

        var list = value as List<object?> ?? throw WrongType(key, "a list of maps", value);

        foreach (var item in list)
        {
            yield return item as Dictionary<string, object?>
                ?? throw new ChartException($"Chart.yaml: {what} must not contain empty or null nodes");
        }
    }

    /// <summary>White space of any kind becomes a blank and what cannot be printed goes, so that a name cannot hide terminal codes.</summary>
    private static string Clean(string text)
    {
        if (text.All(static c => c is >= ' ' and < '\u007f'))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                clean.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex AliasPattern();
}
