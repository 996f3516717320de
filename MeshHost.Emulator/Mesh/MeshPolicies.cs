using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>Which mesh-wide, namespace-wide and workload settings hold for a pod.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class MeshPolicies(ClusterRuntime cluster)
{
    private readonly ConcurrentDictionary<string, MeshConfig> _parsed = new(StringComparer.Ordinal);

    private ClusterCache Cache => cluster.Context.Cache;

    /// <summary>The settings of the mesh; <see langword="null"/> where no control plane is installed.</summary>
    public MeshConfig? Config
    {
        get
        {
            var map = Cache.List("", "configmaps").FirstOrDefault(map => map.Name() == "istio" && map.At("data.mesh") is not null);
            if (map is null)
            {
                return null;
            }

            var key = $"{map.Uid()}/{map.At("metadata.resourceVersion").AsText()}";
            return _parsed.GetOrAdd(key, static (_, map) =>
                new MeshConfig(YamlDocument.Parse(map.At("data.mesh").AsText()) as JsonObject ?? [], map.Namespace()!), map);
        }
    }

    public string RootNamespace => Config?.RootNamespace ?? "istio-system";

    /// <summary>Whether a port of a pod takes only mutually authenticated connections.</summary>
    public bool RequiresMutualTls(RunningPod pod, int port)
    {
        var policies = Cache.List("security.istio.io", "peerauthentications");
        var own = policies.Where(policy => policy.Namespace() == pod.Namespace && Selector(policy) is { Count: > 0 } selector && LabelSelector.MatchesMap(selector, Labels(pod)));
        var wide = policies.Where(policy => policy.Namespace() == pod.Namespace && Selector(policy) is not { Count: > 0 });
        var mesh = policies.Where(policy => policy.Namespace() == RootNamespace && Selector(policy) is not { Count: > 0 });
        foreach (var policy in own)
        {
            if (policy.At("spec.portLevelMtls").Object(port.ToString(CultureInfo.InvariantCulture)).Text("mode") is { } portMode and not "UNSET")
            {
                return portMode == "STRICT";
            }
        }

        var mode = own.Concat(wide).Concat(mesh).Select(policy => policy.At("spec.mtls.mode").AsText()).FirstOrDefault(mode => mode is not null and not "UNSET");
        return mode == "STRICT";
    }

    /// <summary>How a pod's proxy traces, or <see langword="null"/> when it doesn't.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="atStart">The settings of the mesh when the proxy started, which hold its own collector.</param>
    public TracingSettings? Tracing(RunningPod pod, MeshConfig? atStart)
    {
        var config = Config;
        if (config is null || !config.EnableTracing)
        {
            return null;
        }

        var telemetry = TelemetryOf(pod).Select(item => item.At("spec.tracing") as JsonArray).Where(tracing => tracing is { Count: > 0 })
            .Select(tracing => tracing!.Objects().First()).ToList();
        if (telemetry.Exists(tracing => tracing.Boolean("disableSpanReporting") == true))
        {
            return null;
        }

        var sampling = telemetry.Select(tracing => MeshConfig.Number(tracing["randomSamplingPercentage"])).FirstOrDefault(value => value is not null)
            ?? atStart?.Sampling ?? PilotSampling() ?? 1;
        var providers = telemetry.Select(tracing => tracing.Array("providers").Objects().Select(provider => provider.Text("name") ?? "").ToList())
            .FirstOrDefault(names => names.Count > 0) ?? [.. config.DefaultTracingProviders];
        var collector = providers.Select(config.TracingProvider).FirstOrDefault(address => address is not null);
        if (collector is null && providers.Count == 0)
        {
            collector = atStart?.ZipkinAddress;
        }

        return collector is null ? null : new TracingSettings(collector, sampling);
    }

    /// <summary>The authorization policies that hold for a pod.</summary>
    public IEnumerable<JsonObject> Authorization(RunningPod pod) => Cache.List("security.istio.io", "authorizationpolicies")
        .Where(policy => (policy.Namespace() == pod.Namespace || policy.Namespace() == RootNamespace)
            && (Selector(policy) is not { Count: > 0 } selector || LabelSelector.MatchesMap(selector, Labels(pod))));

    /// <summary>The telemetry settings for a pod, the most specific first.</summary>
    private IEnumerable<JsonObject> TelemetryOf(RunningPod pod)
    {
        var all = Cache.List("telemetry.istio.io", "telemetries");
        return all.Where(item => item.Namespace() == pod.Namespace && Selector(item) is { Count: > 0 } selector && LabelSelector.MatchesMap(selector, Labels(pod)))
            .Concat(all.Where(item => item.Namespace() == pod.Namespace && Selector(item) is not { Count: > 0 }))
            .Concat(all.Where(item => item.Namespace() == RootNamespace && pod.Namespace != RootNamespace && Selector(item) is not { Count: > 0 }));
    }

    private double? PilotSampling() => cluster.Pods.All.SelectMany(pod => pod.Containers).Select(container => container.Behavior).OfType<IstiodBehavior>()
        .Select(istiod => istiod.TraceSampling).FirstOrDefault(value => value is not null);

    private static JsonObject? Selector(JsonObject policy) => policy.At("spec.selector.matchLabels") as JsonObject;

    private JsonObject? Labels(RunningPod pod) =>
        Cache.Get("", "pods", pod.Namespace, pod.Name) is { } current ? PodState.Labels(current) : pod.Labels;
}
