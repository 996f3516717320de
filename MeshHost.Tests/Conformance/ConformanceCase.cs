using System.Text.Json.Nodes;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Conformance;

/// <summary>A case of the suite, as its YAML file describes it: requests to send in a namespace of its own, and what to expect.</summary>
public sealed class ConformanceCase
{
    private static readonly Lazy<IReadOnlyDictionary<string, ConformanceCase>> s_all = new(Load);

    private ConformanceCase(string name, JsonObject json)
    {
        Name = name;
        Json = json;
    }

    /// <summary>Gets every case by its name, in the order of the files.</summary>
    public static IReadOnlyDictionary<string, ConformanceCase> All => s_all.Value;

    public string Name { get; }

    /// <summary>Gets the lowest minor version of Kubernetes that has what the case is about.</summary>
    public long MinimumMinor => Json.LongAt("minor") ?? 0;

    /// <summary>Gets why a kind of cluster is known to behave differently, or null.</summary>
    public string? DifferenceOn(string cluster) => Json.StringAt("differs", cluster);

    internal JsonObject Json { get; }

    internal IEnumerable<JsonObject> Steps => Json.ItemsAt("steps").Cast<JsonObject>();

    private static Dictionary<string, ConformanceCase> Load()
    {
        Dictionary<string, ConformanceCase> cases = [];
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Conformance", "Cases"), "*.yaml").Order(StringComparer.Ordinal))
        {
            foreach (JsonObject json in YamlReader.ReadDocuments(File.ReadAllText(file)).OfType<JsonObject>())
            {
                string name = $"{Path.GetFileNameWithoutExtension(file)}: {json.StringAt("case")}";
                cases.Add(name, new ConformanceCase(name, json));
            }
        }

        return cases;
    }
}
