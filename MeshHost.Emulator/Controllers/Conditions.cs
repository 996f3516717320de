using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers;

/// <summary>Reads and sets the entries of <c>status.conditions</c>.</summary>
internal static class Conditions
{
    public static JsonObject? Find(JsonObject? status, string type) =>
        status.Array("conditions").Objects().FirstOrDefault(condition => condition.Text("type") == type);

    public static bool IsTrue(JsonObject obj, string type) => Find(obj.Object("status"), type).Text("status") == "True";

    /// <summary>Sets a condition; its transition time changes only with its status. Returns whether anything changed.</summary>
    public static bool Set(
        JsonObject status, string type, string value, string? reason, string? message, DateTimeOffset now, long? observedGeneration = null, string? updateTimeField = null)
    {
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        var condition = conditions.Objects().FirstOrDefault(item => item.Text("type") == type);
        if (condition is not null
            && condition.Text("status") == value && condition.Text("reason") == reason && condition.Text("message") == message
            && condition.Integer("observedGeneration") == observedGeneration)
        {
            return false;
        }

        var transition = condition is not null && condition.Text("status") == value
            ? condition.Text("lastTransitionTime") ?? KubernetesTime.Format(now)
            : KubernetesTime.Format(now);
        if (condition is null)
        {
            condition = [];
            conditions.Add(condition);
        }

        condition["type"] = type;
        condition["status"] = value;
        condition["lastTransitionTime"] = transition;
        if (updateTimeField is not null)
        {
            condition[updateTimeField] = KubernetesTime.Format(now);
        }

        Assign(condition, "reason", reason);
        Assign(condition, "message", message);
        if (observedGeneration is { } generation)
        {
            condition["observedGeneration"] = generation;
        }

        return true;
    }

    public static void Remove(JsonObject status, string type)
    {
        if (Find(status, type) is { } condition)
        {
            status.Array("conditions")!.Remove(condition);
        }
    }

    private static void Assign(JsonObject condition, string name, string? value)
    {
        if (value is null)
        {
            condition.Remove(name);
        }
        else
        {
            condition[name] = value;
        }
    }
}
