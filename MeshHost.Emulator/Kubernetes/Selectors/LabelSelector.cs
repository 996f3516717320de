using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Selectors;

/// <summary>Conditions on labels that must all hold. Without any, everything matches.</summary>
internal sealed class LabelSelector(IReadOnlyList<LabelRequirement> requirements)
{
    public static readonly LabelSelector Everything = new([]);

    public bool IsEmpty => requirements.Count == 0;

    /// <summary>From the object form: matchLabels and matchExpressions.</summary>
    public static LabelSelector FromObject(JsonObject? selector)
    {
        var requirements = new List<LabelRequirement>();
        foreach (var (key, value) in selector.Object("matchLabels") ?? [])
        {
            requirements.Add(new LabelRequirement(key, "In", [value.AsText() ?? ""]));
        }

        foreach (var expression in selector.Array("matchExpressions").Objects())
        {
            requirements.Add(new LabelRequirement(
                expression.Text("key") ?? "", expression.Text("operator") ?? "", [.. expression.Array("values").Texts()]));
        }

        return new LabelSelector(requirements);
    }

    /// <summary>From the query form: <c>app=x,tier!=web,env in (a,b),canary,!old</c>.</summary>
    /// <exception cref="StatusException">The text cannot be read.</exception>
    public static LabelSelector Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        var parsed = Split(text).Select(part => ParseRequirement(part, text)).ToList();
        foreach (var requirement in parsed)
        {
            Check(requirement);
        }

        return new LabelSelector(parsed);
    }

    public bool Matches(JsonObject? labels)
    {
        foreach (var requirement in requirements)
        {
            if (!requirement.Matches(labels?[requirement.Key].AsText()))
            {
                return false;
            }
        }

        return true;
    }

    private static void Check(LabelRequirement requirement)
    {
        if (NameRules.QualifiedName(requirement.Key) is { } keyMessage)
        {
            throw ApiErrors.BadRequest($"unable to parse requirement: <nil>: Invalid value: \"{requirement.Key}\": {keyMessage}");
        }

        foreach (var value in requirement.Values)
        {
            if (NameRules.LabelValue(value) is { } message)
            {
                throw ApiErrors.BadRequest($"unable to parse requirement: values[0][{requirement.Key}]: Invalid value: \"{value}\": {message}");
            }
        }
    }

    private static IEnumerable<string> Split(string text)
    {
        var (depth, start) = (0, 0);
        for (var index = 0; index < text.Length; index++)
        {
            depth += text[index] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[index] == ',' && depth == 0)
            {
                yield return text[start..index].Trim();
                start = index + 1;
            }
        }

        yield return text[start..].Trim();
    }

    private static LabelRequirement ParseRequirement(string part, string text)
    {
        foreach (var (separator, name) in (ReadOnlySpan<(string, string)>)[("!=", "NotIn"), ("==", "In"), ("=", "In")])
        {
            var at = part.IndexOf(separator, StringComparison.Ordinal);
            if (at > 0)
            {
                return new LabelRequirement(part[..at].Trim(), name, [part[(at + separator.Length)..].Trim()]);
            }
        }

        foreach (var (word, name) in (ReadOnlySpan<(string, string)>)[(" notin ", "NotIn"), (" in ", "In"), (" notin(", "NotIn"), (" in(", "In")])
        {
            var at = part.IndexOf(word, StringComparison.Ordinal);
            var open = part.IndexOf('(', StringComparison.Ordinal);
            if (at > 0 && open > 0 && part.EndsWith(')'))
            {
                return new LabelRequirement(part[..at].Trim(), name, [.. part[(open + 1)..^1].Split(',').Select(value => value.Trim())]);
            }
        }

        var key = part.TrimStart('!').Trim();
        if (key.Length == 0 || key.Any(character => char.IsWhiteSpace(character) || character is '(' or ')'))
        {
            throw ApiErrors.BadRequest($"unable to parse requirement: found '{part}', expected: identifier, in \"{text}\"");
        }

        return new LabelRequirement(key, part[0] == '!' ? "DoesNotExist" : "Exists", []);
    }
}
