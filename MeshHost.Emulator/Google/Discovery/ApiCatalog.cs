using System.Text.Json;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Discovery;

/// <summary>
/// The methods and request types that the emulator knows, read from digests of Google's discovery documents that are
/// embedded in the assembly. A digest is <c>{"methods":{id:{verb,path,query,request}},"schemas":{type:{field:expression}}}</c>, where an
/// expression is <c>string</c>, <c>boolean</c>, <c>integer</c>, <c>number</c>, <c>int64</c> (a number or a decimal string), <c>bytes</c> (base64), <c>any</c>,
/// <c>enum A|B</c>, the name of a type, <c>X[]</c>, <c>map X</c>, or <c>-</c> for a field that only the server writes.
/// </summary>
internal sealed class ApiCatalog
{
    private const string ResourcePrefix = "MeshHost.Emulator.Google.Discovery.";

    private ApiCatalog(IReadOnlyList<ApiMethod> methods) => Methods = methods;

    /// <summary>Every known method, modelled or not.</summary>
    public IReadOnlyList<ApiMethod> Methods { get; }

    /// <summary>Reads the embedded digests.</summary>
    /// <returns>The catalog.</returns>
    public static ApiCatalog Load()
    {
        var assembly = typeof(ApiCatalog).Assembly;
        var methods = new List<ApiMethod>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var parts = resource[ResourcePrefix.Length..].Split('.');
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var document = JsonDocument.Parse(stream);
            methods.AddRange(Read(parts[0], parts[1], document.RootElement));
        }

        return new ApiCatalog(methods);
    }

    private static IEnumerable<ApiMethod> Read(string name, string version, JsonElement root)
    {
        var schemas = root.GetProperty("schemas").EnumerateObject().ToDictionary(
            s => s.Name,
            IReadOnlyDictionary<string, string> (s) => s.Value.EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetString()!, StringComparer.Ordinal),
            StringComparer.Ordinal);
        var api = new ApiDescription(name, version, schemas);

        // The v1beta1 surface of the container API is a superset of v1; gcloud's beta track calls it for the same methods.
        ApiDescription[] served = name == "container" ? [api, api with { Version = "v1beta1" }] : [api];
        foreach (var description in served)
        {
            foreach (var method in root.GetProperty("methods").EnumerateObject())
            {
                var path = method.Value.GetProperty("path").GetString()!;
                if (description.Version != version)
                {
                    path = path.Replace($"/{version}/", $"/{description.Version}/", StringComparison.Ordinal);
                }

                yield return new ApiMethod(
                    method.Name,
                    description,
                    method.Value.GetProperty("verb").GetString()!,
                    PathTemplate.Parse(path),
                    method.Value.TryGetProperty("query", out var query)
                        ? query.EnumerateArray().Select(q => q.GetString()!).ToHashSet(StringComparer.Ordinal)
                        : new HashSet<string>(),
                    method.Value.TryGetProperty("request", out var request) ? request.GetString() : null);
            }
        }
    }
}
