using System.Text.Json;
using MeshHost.Emulator.Google.Discovery;

namespace MeshHost.Tests.Emulator.Google;

/// <summary>The embedded digests say nothing that Google's discovery documents do not say.</summary>
public sealed class DiscoveryDigestTests
{
    public static TheoryData<string, string> Apis => new()
    {
        { "compute", "v1" }, { "container", "v1" }, { "iam", "v1" }, { "cloudresourcemanager", "v1" }, { "cloudresourcemanager", "v3" },
        { "dns", "v1" }, { "serviceusage", "v1" }, { "iamcredentials", "v1" }, { "cloudbilling", "v1" },
    };

    [Theory]
    [MemberData(nameof(Apis))]
    public void Methods_and_fields_agree_with_Googles_discovery_document(string name, string version)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Facts($"{name}.{version}.json")));
        var methods = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Collect(document.RootElement, methods);
        var known = ApiCatalog.Load().Methods.Where(m => m.Api.Name == name && m.Api.Version == version).ToList();
        Assert.NotEmpty(known);
        foreach (var method in known)
        {
            Assert.True(methods.TryGetValue(method.Id, out var google), $"{method.Id} is not a method of Google's.");
            Assert.Equal(google.GetProperty("httpMethod").GetString(), method.Verb);
            Assert.Equal(google.TryGetProperty("request", out var request) ? request.GetProperty("$ref").GetString() : null, method.RequestType);
            Assert.Equal(Segments(google), method.Path.Text.Split('/').Length - 1);
            foreach (var parameter in method.QueryParameters)
            {
                Assert.Equal("query", google.GetProperty("parameters").GetProperty(parameter).GetProperty("location").GetString());
            }
        }

        var schemas = document.RootElement.GetProperty("schemas");
        foreach (var (type, fields) in known[0].Api.Schemas.Where(s => !s.Key.Contains('.', StringComparison.Ordinal)))
        {
            var google = schemas.GetProperty(type).TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(p => p.Name).ToList() : [];
            Assert.Equal(google.Order(StringComparer.Ordinal), fields.Keys.Order(StringComparer.Ordinal));
        }

        int Segments(JsonElement google)
        {
            var path = google.TryGetProperty("flatPath", out var flat) ? flat.GetString()! : google.GetProperty("path").GetString()!;
            return (document.RootElement.GetProperty("servicePath").GetString() + path).Trim('/').Split('/').Length;
        }
    }

    private static void Collect(JsonElement element, Dictionary<string, JsonElement> methods)
    {
        if (element.TryGetProperty("methods", out var own))
        {
            foreach (var method in own.EnumerateObject())
            {
                methods[method.Value.GetProperty("id").GetString()!] = method.Value;
            }
        }

        if (element.TryGetProperty("resources", out var below))
        {
            foreach (var resource in below.EnumerateObject())
            {
                Collect(resource.Value, methods);
            }
        }
    }

    private static string Facts(string file)
    {
        var root = Environment.GetEnvironmentVariable("MESHHOST_FACTS");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); root is null && folder is not null; folder = folder.Parent)
        {
            root = File.Exists(Path.Combine(folder.FullName, "MeshHost.sln")) ? Path.Combine(folder.Parent!.FullName, "shared", "facts") : null;
        }

        var path = Path.Combine(root ?? "", "gcp-discovery", file);
        Assert.SkipUnless(File.Exists(path), $"Google's discovery document '{file}' is not there: set MESHHOST_FACTS to the folder of facts.");
        return path;
    }
}
