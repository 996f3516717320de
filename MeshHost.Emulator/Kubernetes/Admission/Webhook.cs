using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Selectors;

namespace MeshHost.Emulator.Kubernetes.Admission;

/// <summary>One webhook of a configuration: what it matches and how it is called.</summary>
internal sealed class Webhook(string configuration, JsonObject json)
{
    private const int DefaultTimeoutSeconds = 10;

    public string Name { get; } = json.Text("name") ?? "";

    /// <summary>Names a webhook for reinvocation: two configurations may use one name.</summary>
    public string Key { get; } = $"{configuration}/{json.Text("name")}";

    public JsonObject ClientConfig { get; } = json.Object("clientConfig") ?? [];

    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(json.Integer("timeoutSeconds") ?? DefaultTimeoutSeconds);

    public bool IgnoresFailures { get; } = json.Text("failurePolicy") == "Ignore";

    public bool IsReinvoked { get; } = json.Text("reinvocationPolicy") == "IfNeeded";

    public bool SupportsDryRun { get; } = json.Text("sideEffects") is "None" or "NoneOnDryRun";

    public bool HasMatchConditions { get; } = json.Array("matchConditions") is { Count: > 0 };

    public string ReviewVersion { get; } = json.Array("admissionReviewVersions").Texts().FirstOrDefault(version => version is "v1" or "v1beta1") ?? "v1";

    public bool Matches(AdmissionAttributes attributes, JsonObject? namespaceLabels)
    {
        if (!json.Array("rules").Objects().Any(rule => MatchesRule(rule, attributes)))
        {
            return false;
        }

        if (namespaceLabels is not null && !LabelSelector.FromObject(json.Object("namespaceSelector")).Matches(namespaceLabels))
        {
            return false;
        }

        var selector = LabelSelector.FromObject(json.Object("objectSelector"));
        return selector.IsEmpty || Selects(attributes.Object) || Selects(attributes.OldObject);

        bool Selects(JsonObject? obj) => obj is not null && selector.Matches(obj.Object("metadata").Object("labels"));
    }

    private bool MatchesRule(JsonObject rule, AdmissionAttributes attributes)
    {
        var type = attributes.Type;
        var anyVersion = json.Text("matchPolicy") != "Exact";
        return Has("operations", attributes.Operation)
            && Has("apiGroups", type.Group)
            && (anyVersion || Has("apiVersions", type.Version))
            && rule.Text("scope") switch { "Cluster" => !type.Namespaced, "Namespaced" => type.Namespaced, _ => true }
            && rule.Array("resources").Texts().Any(resource => MatchesResource(resource, type.Plural, attributes.Context.Subresource));

        bool Has(string field, string value) => rule.Array(field).Texts().Any(item => item == "*" || item == value);
    }

    private static bool MatchesResource(string rule, string plural, string? subresource)
    {
        var parts = rule.Split('/', 2);
        return (parts[0] == "*" || parts[0] == plural)
            && (parts.Length == 1 ? subresource is null : parts[1] == "*" || parts[1] == subresource);
    }
}
