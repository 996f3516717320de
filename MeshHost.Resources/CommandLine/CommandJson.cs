using System.Text.Json;
using System.Text.Json.Serialization;
using MeshHost.Kubernetes;
using MeshHost.Resources.Rollout;

namespace MeshHost.Resources.CommandLine;

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

    public static string Write(IReadOnlyList<NodePlan> plans) => Serialize(plans.Select(p => new { p.Node, p.Plan.Changes }));

    public static string Write(TearDownResult result) => Serialize(result);

    public static string Write(LifecycleGraph graph) => Serialize(graph.Nodes.Select(n => new
    {
        n.Name,
        Type = n.Resource.GetType().Name,
        DependsOn = graph.DependenciesOf(n).Select(d => d.Name),
    }));

    public static string Write(IReadOnlyList<KubernetesObject> objects) => Serialize(objects.Select(o => o.Json));

    public static string WriteKubeconfig(string path, string cluster, string context) => Serialize(new { path, cluster, context });

    public static string Write(NodePod pod, string container, ExecResult result) =>
        Serialize(new { pod.Pod.Namespace, Pod = pod.Pod.Name, container, result.ExitCode, result.StandardOutput, result.StandardError });

    public static string Write(System.Net.IPEndPoint local, PodPort remote) => JsonSerializer.Serialize(
        new { Address = local.Address.ToString(), local.Port, remote.Namespace, remote.Pod, RemotePort = remote.Port }, JsonSerializerOptions.Web);

    private static object Node(NodeOutcome outcome) => new { outcome.Name, outcome.Status, outcome.Cause, Seconds = outcome.Duration.TotalSeconds };

    private static string Serialize<T>(T value) => JsonSerializer.Serialize(value, s_options);
}
