using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Admission;

/// <summary>The question to a webhook, and what its answer means.</summary>
internal static class AdmissionReview
{
    private const int FirstErrorCode = 400;

    public static JsonObject Request(Webhook webhook, AdmissionAttributes attributes)
    {
        var (type, context) = (attributes.Type, attributes.Context);
        var obj = attributes.Object ?? attributes.OldObject ?? [];
        var request = new JsonObject
        {
            ["uid"] = Guid.NewGuid().ToString(),
            ["kind"] = Kind(type),
            ["resource"] = Resource(type),
            ["requestKind"] = Kind(type),
            ["requestResource"] = Resource(type),
            ["name"] = obj.Name(),
            ["operation"] = attributes.Operation,
            ["userInfo"] = new JsonObject
            {
                ["username"] = context.User.Name,
                ["groups"] = new JsonArray([.. context.User.Groups.Select(group => (JsonNode)group)]),
            },
            ["object"] = attributes.Object?.DeepClone(),
            ["oldObject"] = attributes.OldObject?.DeepClone(),
            ["dryRun"] = context.DryRun,
            ["options"] = new JsonObject { ["kind"] = Options(attributes.Operation), ["apiVersion"] = "meta.k8s.io/v1", ["fieldManager"] = context.FieldManager },
        };
        if (obj.Namespace() is { } ns)
        {
            request["namespace"] = ns;
        }
        else if (type is { Group: "", Plural: "namespaces" })
        {
            request["namespace"] = obj.Name();
        }

        if (context.Subresource is { } subresource)
        {
            request["subResource"] = subresource;
            request["requestSubResource"] = subresource;
        }

        return new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = $"admission.k8s.io/{webhook.ReviewVersion}", ["request"] = request };
    }

    public static StatusException Denied(string webhook, JsonObject response)
    {
        var status = response.Object("status");
        var (message, reason) = (status.Text("message"), status.Text("reason"));
        var text = $"admission webhook \"{webhook}\" denied the request"
            + (!string.IsNullOrEmpty(message) ? $": {message}" : !string.IsNullOrEmpty(reason) ? $": {reason}" : " without explanation");
        var code = (int)(status.Integer("code") ?? 0);
        return new StatusException(code < FirstErrorCode ? FirstErrorCode : code, reason ?? "", text);
    }

    private static JsonObject Kind(ResourceType type) => new() { ["group"] = type.Group, ["version"] = type.Version, ["kind"] = type.Kind };

    private static JsonObject Resource(ResourceType type) => new() { ["group"] = type.Group, ["version"] = type.Version, ["resource"] = type.Plural };

    private static string Options(string operation) => operation switch
    {
        "CREATE" => "CreateOptions",
        "DELETE" => "DeleteOptions",
        _ => "UpdateOptions",
    };
}
