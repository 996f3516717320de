using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Workloads;

/// <summary>Writes the status of pod disruption budgets.</summary>
/// <param name="context">The cluster.</param>
internal sealed class DisruptionController(ControllerContext context) : Controller(context)
{
    public override string Name => "disruption-controller";

    public override IReadOnlyList<WatchRule> Watches =>
    [
        Own("policy", "poddisruptionbudgets"),
        new WatchRule("", "pods", change => Context.Cache.List("policy", "poddisruptionbudgets", change.Object.Namespace())
            .Where(budget => LabelSelector.Matches(budget.At("spec.selector") as JsonObject, PodState.Labels(change.Object))).Select(KeyOf)),
    ];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Api.Get("policy", "poddisruptionbudgets", key.Namespace, key.Name) is not { } budget || budget.IsTerminating())
        {
            return null;
        }

        var pods = Api.List("", "pods", key.Namespace)
            .Where(pod => PodState.IsActive(pod) && LabelSelector.Matches(budget.At("spec.selector") as JsonObject, PodState.Labels(pod))).ToList();
        var healthy = pods.Count(PodState.IsReady);
        var desired = budget.At("spec.minAvailable") is { } minimum
            ? Resolve(minimum, pods.Count)
            : Math.Max(0, pods.Count - Resolve(budget.At("spec.maxUnavailable"), pods.Count));
        var allowed = Math.Max(0, healthy - desired);
        await Api.UpdateAsync("policy", "poddisruptionbudgets", key.Namespace, key.Name, current =>
        {
            var before = current["status"]?.DeepClone();
            var status = current.Ensure("status");
            status["observedGeneration"] = current.At("metadata.generation").AsInteger() ?? 1;
            status["expectedPods"] = pods.Count;
            status["currentHealthy"] = healthy;
            status["desiredHealthy"] = desired;
            status["disruptionsAllowed"] = allowed;
            Conditions.Set(
                status, "DisruptionAllowed", allowed > 0 ? "True" : "False", allowed > 0 ? "SufficientPods" : "InsufficientPods", "", Clock.UtcNow,
                current.At("metadata.generation").AsInteger() ?? 1);
            return !JsonNode.DeepEquals(before, status);
        }, status: true, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private static int Resolve(JsonNode? value, int total) => value.AsInteger() is { } number
        ? (int)number
        : value.AsText() is { } text && double.TryParse(text.TrimEnd('%'), CultureInfo.InvariantCulture, out var percent)
            ? (int)Math.Ceiling(total * percent / 100)
            : 0;
}
