using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Webhook configurations: how a webhook is reached, how long it may take.</summary>
internal sealed class WebhookConfigurationRules : KindRules
{
    private const int MaxTimeoutSeconds = 30;

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        var index = 0;
        foreach (var webhook in obj.Array("webhooks").Objects())
        {
            var path = $"webhooks[{index++}]";
            if (webhook.Integer("timeoutSeconds") is < 1 or > MaxTimeoutSeconds)
            {
                faults.Add(FieldFault.Invalid($"{path}.timeoutSeconds", $"{webhook.Integer("timeoutSeconds")}", "the timeout value must be between 1 and 30 seconds"));
            }

            var client = webhook.Object("clientConfig");
            if (client is not null && (client["url"] is null) == (client["service"] is null))
            {
                faults.Add(FieldFault.Required($"{path}.clientConfig", "exactly one of url or service is required"));
            }

            if (webhook.Text("name") is { Length: > 0 } name && name.Split('.').Length < 3)
            {
                faults.Add(FieldFault.InvalidText($"{path}.name", name, "should be a domain with at least three segments separated by dots"));
            }
        }
    }
}
