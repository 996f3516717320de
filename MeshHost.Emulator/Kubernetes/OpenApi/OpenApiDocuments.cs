using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.OpenApi;

/// <summary>
/// The OpenAPI documents of what is served now: version 3 by group and version, version 2 in one piece. Made when asked for and kept
/// until the kinds they describe change.
/// </summary>
internal sealed class OpenApiDocuments(TypeRegistry types)
{
    private static readonly string[] s_verbs = ["get", "put", "post", "patch", "delete"];

    private readonly ConcurrentDictionary<string, (IReadOnlyList<ResourceType> Types, byte[] Body, string Hash)> _cache = new(StringComparer.Ordinal);

    /// <summary>The index of version 3: paths, with a hash of each document so that clients may cache them.</summary>
    public JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var path in types.All.Select(PathOf).Distinct().Order(StringComparer.Ordinal))
        {
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={Get(path)!.Value.Hash}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    /// <summary>The document of a path such as apis/apps/v1; <see langword="null"/> when nothing is served there.</summary>
    public byte[]? Version3(string path) => Get(path)?.Body;

    public byte[] Version2() => Cached("v2", types.All, BuildVersion2).Body;

    private static string PathOf(ResourceType type) => type.Group.Length == 0 ? $"api/{type.Version}" : $"apis/{type.Group}/{type.Version}";

    private (byte[] Body, string Hash)? Get(string path)
    {
        var served = types.All.Where(type => PathOf(type) == path).ToList();
        return served.Count == 0 ? null : Cached(path, served, BuildVersion3);
    }

    private (byte[] Body, string Hash) Cached(string key, IReadOnlyList<ResourceType> served, Func<IReadOnlyList<ResourceType>, JsonObject> build)
    {
        if (_cache.TryGetValue(key, out var cached) && cached.Types.SequenceEqual(served, ReferenceEqualityComparer.Instance))
        {
            return (cached.Body, cached.Hash);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(build(served), JsonObjectExtensions.Compact);
        var hash = Convert.ToHexString(SHA256.HashData(body));
        _cache[key] = (served, body, hash);
        return (body, hash);
    }

    private JsonObject BuildVersion3(IReadOnlyList<ResourceType> served)
    {
        var writer = new SchemaWriter("#/components/schemas/");
        var paths = Paths(served, writer, reference => new JsonObject
        {
            ["description"] = "OK",
            ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = reference } },
        });
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = Info(),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = Definitions(writer) },
        };
    }

    private JsonObject BuildVersion2(IReadOnlyList<ResourceType> served)
    {
        var writer = new SchemaWriter("#/definitions/");
        var paths = Paths(served, writer, reference => new JsonObject { ["description"] = "OK", ["schema"] = reference });
        return new JsonObject { ["swagger"] = "2.0", ["info"] = Info(), ["paths"] = paths, ["definitions"] = Definitions(writer) };
    }

    private static JsonObject Info() => new() { ["title"] = "Kubernetes", ["version"] = "v1.33" };

    private static JsonObject Definitions(SchemaWriter writer)
    {
        var definitions = new JsonObject();
        foreach (var (name, definition) in writer.Definitions)
        {
            definitions[name] = definition;
        }

        return definitions;
    }

    private JsonObject Paths(IReadOnlyList<ResourceType> served, SchemaWriter writer, Func<JsonObject, JsonObject> response)
    {
        var paths = new JsonObject();
        foreach (var type in served)
        {
            var root = $"/{PathOf(type)}/{(type.Namespaced ? "namespaces/{namespace}/" : "")}{type.Plural}";
            paths[root] = type.CreateOnly
                ? Operations(type, ["post"], () => writer.AddKind(type))
                : Operations(type, ["get", "post", "delete"], () => writer.AddKind(type));
            if (!type.CreateOnly)
            {
                paths[root + "/{name}"] = Operations(type, s_verbs.Where(verb => verb != "post"), () => writer.AddKind(type));
                writer.AddList(type, types.BuiltIn.ObjectMeta);
            }
        }

        return paths;

        JsonObject Operations(ResourceType type, IEnumerable<string> verbs, Func<JsonObject> reference)
        {
            var operations = new JsonObject();
            foreach (var verb in verbs)
            {
                operations[verb] = new JsonObject
                {
                    ["parameters"] = new JsonArray([.. Parameters(verb).Select(name => (JsonNode)Parameter(name))]),
                    ["responses"] = new JsonObject { ["200"] = response(reference()) },
                    ["x-kubernetes-action"] = verb,
                    ["x-kubernetes-group-version-kind"] = SchemaWriter.GroupVersionKind(type),
                };
            }

            return operations;
        }
    }

    private static string[] Parameters(string verb) => verb switch
    {
        "get" => ["pretty"],
        "delete" => ["dryRun", "gracePeriodSeconds", "propagationPolicy"],
        "patch" => ["dryRun", "fieldManager", "fieldValidation", "force"],
        _ => ["dryRun", "fieldManager", "fieldValidation"],
    };

    private static JsonObject Parameter(string name)
    {
        var type = name switch { "force" => "boolean", "gracePeriodSeconds" => "integer", _ => "string" };

        // Both forms at once: version 2 reads the type beside the name, version 3 the schema.
        return new JsonObject { ["name"] = name, ["in"] = "query", ["type"] = type, ["schema"] = new JsonObject { ["type"] = type } };
    }
}
