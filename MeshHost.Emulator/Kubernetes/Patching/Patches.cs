using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Patching;

/// <summary>The patch formats by their media types.</summary>
internal static class Patches
{
    private const string Accepted =
        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";

    /// <summary>Refuses what is no patch format, before the body is looked at.</summary>
    public static void CheckMediaType(string mediaType, ResourceType type)
    {
        var known = mediaType is "application/json-patch+json" or "application/merge-patch+json" or "application/apply-patch+yaml"
            || (mediaType == "application/strategic-merge-patch+json" && type.Custom is null);
        if (!known)
        {
            throw ApiErrors.UnsupportedMediaType(Accepted);
        }
    }

    public static Func<JsonObject, JsonObject> Create(string mediaType, ResourceType type, JsonNode body)
    {
        switch (mediaType)
        {
            case "application/json-patch+json":
                var operations = body as JsonArray ?? throw ApiErrors.BadRequest("the patch is not a list of operations");
                return current => JsonPatch.Apply(current, operations);
            case "application/merge-patch+json":
                var merge = body as JsonObject ?? throw ApiErrors.BadRequest("the patch is not an object");
                return current => (JsonObject)MergePatch.Apply(current, merge)!;
            case "application/strategic-merge-patch+json" when type.Custom is null:
                var strategic = body as JsonObject ?? throw ApiErrors.BadRequest("the patch is not an object");
                return current => StrategicMergePatch.Apply(type.Schema, current, strategic);
            default:
                throw ApiErrors.UnsupportedMediaType(Accepted);
        }
    }
}
