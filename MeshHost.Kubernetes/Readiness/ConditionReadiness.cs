using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Readiness;

/// <summary>Readiness of kinds that the table does not know, by the conventions of custom resources.</summary>
internal static class ConditionReadiness
{
    private static readonly string[] s_positive = ["Ready", "Available", "Programmed", "Accepted", "Healthy", "Reconciled", "Succeeded"];
    private static readonly string[] s_failed = ["Stalled", "Failed"];

    public static ReadinessResult Evaluate(KubernetesObject obj)
    {
        if (Unobserved(obj) is { } waiting)
        {
            return waiting;
        }

        foreach (string type in s_failed)
        {
            if (Conditions.IsTrue(obj, type))
            {
                return ReadinessResult.Failed(Conditions.Describe(Conditions.Find(obj, type)));
            }
        }

        if (Conditions.IsTrue(obj, "Reconciling"))
        {
            return ReadinessResult.InProgress(Conditions.Describe(Conditions.Find(obj, "Reconciling")));
        }

        foreach (string type in s_positive)
        {
            if (Conditions.Find(obj, type) is { } condition)
            {
                return FromCondition(obj, condition);
            }
        }

        // A kind without conditions (ConfigMap, VirtualService) is ready by being there.
        return ReadinessResult.Ready("exists");
    }

    /// <summary>For kinds whose controller is known to write a condition: until it did, the object is not ready.</summary>
    public static ReadinessResult Require(KubernetesObject obj, string type)
    {
        if (Unobserved(obj) is { } waiting)
        {
            return waiting;
        }

        return Conditions.Find(obj, type) is { } condition
            ? FromCondition(obj, condition)
            : ReadinessResult.InProgress($"its controller has not reported '{type}' yet");
    }

    private static ReadinessResult? Unobserved(KubernetesObject obj)
    {
        long? observed = obj.Json.LongAt("status", "observedGeneration");
        return observed is { } seen && seen < obj.Generation
            ? ReadinessResult.InProgress($"generation {obj.Generation} is not observed yet, only {seen}")
            : null;
    }

    private static ReadinessResult FromCondition(KubernetesObject obj, JsonNode condition)
    {
        if (condition.LongAt("observedGeneration") is { } seen && seen < obj.Generation)
        {
            return ReadinessResult.InProgress($"condition {condition.StringAt("type")} is of generation {seen}, not {obj.Generation}");
        }

        return condition.StringAt("status") == "True"
            ? ReadinessResult.Ready(condition.StringAt("message") is { Length: > 0 } message ? message : "ready")
            : ReadinessResult.InProgress(Conditions.Describe(condition));
    }
}
