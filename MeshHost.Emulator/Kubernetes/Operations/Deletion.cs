using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Operations;

/// <summary>When an object may go at once, and how it looks while it may not.</summary>
internal static class Deletion
{
    private const int DefaultPodGracePeriod = 30;

    /// <summary>The object marked terminating, or <see langword="null"/> when nothing holds it.</summary>
    public static JsonObject? Mark(ResourceType type, JsonObject current, DeleteRequest request, DateTimeOffset now)
    {
        var marked = current.Copy();
        var metadata = marked.Metadata();
        SetPropagationFinalizer(metadata, request.Propagation);
        var grace = GracePeriod(type, current, request);
        var held = grace > 0 || HasFinalizers(type, marked);
        if (!held)
        {
            return null;
        }

        var running = metadata.Integer("deletionGracePeriodSeconds");
        if (metadata["deletionTimestamp"] is null)
        {
            metadata["deletionTimestamp"] = Timestamp(now.AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
            if (metadata.Integer("generation") is { } generation)
            {
                metadata["generation"] = generation + 1;
            }
        }
        else if (running is { } left && grace < left)
        {
            metadata["deletionTimestamp"] = Timestamp(now.AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
        }

        if (IsNamespace(type))
        {
            marked.Ensure("status")["phase"] = "Terminating";
        }

        return marked;
    }

    /// <summary>Whether a terminating object has nothing left that holds it, so that this write is its last.</summary>
    public static bool IsFinished(ResourceType type, JsonObject obj) =>
        obj.IsTerminating()
        && !HasFinalizers(type, obj)
        && (obj.Object("metadata").Integer("deletionGracePeriodSeconds") ?? 0) == 0;

    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static bool IsNamespace(ResourceType type) => type is { Group: "", Plural: "namespaces" };

    private static bool HasFinalizers(ResourceType type, JsonObject obj) =>
        obj.Object("metadata").Array("finalizers") is { Count: > 0 }
        || (IsNamespace(type) && obj.Object("spec").Array("finalizers") is { Count: > 0 });

    private static int GracePeriod(ResourceType type, JsonObject current, DeleteRequest request)
    {
        if (type is not { Group: "", Plural: "pods" })
        {
            return 0;
        }

        // Nothing runs that could be given time: no node has it, or it is over.
        if (current.Object("spec").Text("nodeName") is null or "" || current.Object("status").Text("phase") is "Succeeded" or "Failed")
        {
            return 0;
        }

        return request.GracePeriodSeconds
            ?? (int)(current.Object("spec").Integer("terminationGracePeriodSeconds") ?? DefaultPodGracePeriod);
    }

    private static void SetPropagationFinalizer(JsonObject metadata, string propagation)
    {
        var finalizers = metadata.Array("finalizers").Texts().Where(item => item is not ("foregroundDeletion" or "orphan")).ToList();
        if (propagation == "Foreground")
        {
            finalizers.Add("foregroundDeletion");
        }
        else if (propagation == "Orphan")
        {
            finalizers.Add("orphan");
        }

        metadata.Remove("finalizers");
        if (finalizers.Count > 0)
        {
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(item => (JsonNode)item)]);
        }
    }
}
