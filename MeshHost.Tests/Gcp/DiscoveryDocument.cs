using System.Text.Json;
using System.Text.RegularExpressions;

namespace MeshHost.Tests.Gcp;

/// <summary>Checks requests against a discovery document of Google's: path, parameters, fields and types of the body.</summary>
internal sealed class DiscoveryDocument
{
    private readonly Dictionary<string, JsonElement> _schemas;
    private readonly List<(Regex Path, JsonElement Method)> _methods = [];

    private DiscoveryDocument(JsonElement root)
    {
        Root = new Uri(root.GetProperty("rootUrl").GetString()!);
        ServicePath = root.GetProperty("servicePath").GetString()!;
        _schemas = root.GetProperty("schemas").EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        Collect(root.GetProperty("resources"));
    }

    public Uri Root { get; }

    private string ServicePath { get; }

    public static DiscoveryDocument Load(string name) =>
        new(JsonDocument.Parse(File.ReadAllText(GcpFacts.Discovery(name))).RootElement);

    /// <summary>What is wrong with a request; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems(RecordedRequest request)
    {
        var path = request.Uri.AbsolutePath.TrimStart('/');
        foreach (var (pattern, method) in _methods)
        {
            if (method.GetProperty("httpMethod").GetString() == request.Method && pattern.IsMatch(path))
            {
                return [.. Query(request, method), .. Body(request, method)];
            }
        }

        return [$"{request}: no such method"];
    }

    private static IEnumerable<string> Query(RecordedRequest request, JsonElement method)
    {
        var parameters = method.TryGetProperty("parameters", out var declared) ? declared : default;
        foreach (var name in request.Uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')[0]))
        {
            if (parameters.ValueKind != JsonValueKind.Object || !parameters.TryGetProperty(name, out var parameter)
                || parameter.GetProperty("location").GetString() != "query")
            {
                yield return $"{request}: unknown query parameter '{name}'";
            }
        }
    }

    private IEnumerable<string> Body(RecordedRequest request, JsonElement method)
    {
        if (!method.TryGetProperty("request", out var schema))
        {
            return string.IsNullOrEmpty(request.Body) ? [] : [$"{request}: has a body, but the method takes none"];
        }

        if (string.IsNullOrEmpty(request.Body))
        {
            return [$"{request}: has no body"];
        }

        using var document = JsonDocument.Parse(request.Body);
        return [.. Check(document.RootElement.Clone(), schema, request.ToString())];
    }

    private IEnumerable<string> Check(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = _schemas[reference.GetString()!];
        }

        var type = schema.TryGetProperty("type", out var declared) ? declared.GetString() : "any";
        var fits = type switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => true,
        };
        if (!fits)
        {
            return [$"{at}: {value.ValueKind} where {type} is expected"];
        }

        if (type == "array")
        {
            return value.EnumerateArray().SelectMany((item, i) => Check(item, schema.GetProperty("items"), $"{at}[{i}]"));
        }

        return type == "object" ? CheckFields(value, schema, at) : [];
    }

    private IEnumerable<string> CheckFields(JsonElement value, JsonElement schema, string at)
    {
        foreach (var field in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(field.Name, out var property))
            {
                if (property.TryGetProperty("readOnly", out var readOnly) && readOnly.GetBoolean())
                {
                    yield return $"{at}.{field.Name}: is filled in by the server only";
                }

                foreach (var problem in Check(field.Value, property, $"{at}.{field.Name}"))
                {
                    yield return problem;
                }
            }
            else if (schema.TryGetProperty("additionalProperties", out var additional))
            {
                foreach (var problem in Check(field.Value, additional, $"{at}.{field.Name}"))
                {
                    yield return problem;
                }
            }
            else
            {
                yield return $"{at}.{field.Name}: unknown field";
            }
        }
    }

    private void Collect(JsonElement resources)
    {
        foreach (var resource in resources.EnumerateObject())
        {
            if (resource.Value.TryGetProperty("methods", out var methods))
            {
                foreach (var method in methods.EnumerateObject())
                {
                    var path = ServicePath + (method.Value.TryGetProperty("flatPath", out var flat) ? flat : method.Value.GetProperty("path")).GetString();
                    _methods.Add((new Regex("^" + Regex.Replace(Regex.Escape(path).Replace("\\{", "{", StringComparison.Ordinal), "{[^}]+}", "[^/:]+") + "$"), method.Value));
                }
            }

            if (resource.Value.TryGetProperty("resources", out var nested))
            {
                Collect(nested);
            }
        }
    }
}
