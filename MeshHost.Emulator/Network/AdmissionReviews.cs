using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Network;

/// <summary>Answers the AdmissionReview requests of an API server, for the emulated webhooks.</summary>
internal static class AdmissionReviews
{
    /// <param name="request">The request with the review.</param>
    /// <param name="decide">Decides on the <c>request</c> of the review.</param>
    public static EmulatedResponse Answer(EmulatedRequest request, Func<JsonObject, AdmissionDecision> decide)
    {
        JsonObject? review;
        try
        {
            review = JsonNode.Parse(request.Body.Span) as JsonObject;
        }
        catch (JsonException)
        {
            review = null;
        }

        if (review.Object("request") is not { } admission)
        {
            return EmulatedResponse.Text("the body is not an AdmissionReview", 400);
        }

        var decision = decide(admission);
        var response = new JsonObject { ["uid"] = admission.Text("uid"), ["allowed"] = decision.Denial is null };
        if (decision.Denial is { } denial)
        {
            response["status"] = new JsonObject { ["status"] = "Failure", ["message"] = denial, ["reason"] = "BadRequest", ["code"] = 400 };
        }

        if (decision.Patch is { Count: > 0 } patch)
        {
            response["patchType"] = "JSONPatch";
            response["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch.ToJson()));
        }

        if (decision.Warnings.Count > 0)
        {
            response["warnings"] = new JsonArray([.. decision.Warnings.Select(warning => (JsonNode)warning)]);
        }

        return EmulatedResponse.Json(new JsonObject
        {
            ["apiVersion"] = review.Text("apiVersion") ?? "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["response"] = response,
        });
    }
}
