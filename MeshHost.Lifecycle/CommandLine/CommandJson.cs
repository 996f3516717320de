using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Planning;
using MeshHost.Lifecycle.Removal;
using MeshHost.Lifecycle.Running;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>Writes results for programs: camel case, enumerations by name, durations in seconds.</summary>
internal static class CommandJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(RolloutResult result) => Serialize(new
    {
        result.Succeeded,
        Seconds = result.Duration.TotalSeconds,
        Nodes = result.Nodes.Select(Node),
    });

    public static string Write(IReadOnlyList<NodeOutcome> outcomes) => Serialize(outcomes.Select(Node));

    public static string Write(IReadOnlyList<NodePlan> plans) => Serialize(plans.Select(p => p.Problem is null
        ? (object)new { p.Node, p.Plan.Changes }
        : new { p.Node, p.Plan.Changes, p.Problem }));

    public static string Write(TearDownResult result) => Serialize(result);

    public static string Write(LifecycleGraph graph) => Serialize(graph.Nodes.Select(n => new
    {
        n.Name,
        Type = n.Resource.GetType().Name,
        DependsOn = graph.DependenciesOf(n).Select(d => d.Name),
    }));

    public static string Write(IReadOnlyList<JsonObject> objects) => Serialize(objects);

    /// <summary>Writes a result of another kind in the same way.</summary>
    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, s_options);

    private static object Node(NodeOutcome outcome) => new { outcome.Name, outcome.Status, outcome.Cause, Seconds = outcome.Duration.TotalSeconds };
}
