using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.CustomResources;

/// <summary>
/// Serves what definitions define: accepts their names unless another has them, publishes their versions and says so in their
/// conditions, and takes their objects along when they are deleted.
/// </summary>
internal sealed class DefinitionController(ClusterState state)
{
    private readonly Lock _gate = new();
    private readonly StructuralSchemaReader _schemas = new(state.Types.BuiltIn.ObjectMeta);

    /// <summary>The conditions and names that a definition gets as it is written; called before it is stored.</summary>
    public void Establish(JsonObject definition)
    {
        var names = definition.Object("spec").Object("names");
        var status = definition.Ensure("status");
        var now = Deletion.Timestamp(state.Time.GetUtcNow());
        var conflict = FindConflict(definition);
        var conditions = status.Array("conditions") ?? [];
        status.Remove("conditions");
        SetCondition(conditions, "NamesAccepted", conflict is null ? "True" : "False", conflict is null ? "NoConflicts" : "KindConflict", conflict ?? "no conflicts found", now);
        if (conflict is null)
        {
            SetCondition(conditions, "Established", "True", "InitialNamesAccepted", "the initial names have been accepted", now);
            status["acceptedNames"] = names?.DeepClone();
        }
        else
        {
            SetCondition(conditions, "Established", "False", "NotAccepted", "not all names are accepted", now);
        }

        status["conditions"] = conditions;
    }

    /// <summary>Publishes or withdraws the kinds of a definition that was stored.</summary>
    public void OnWritten(ResourceType type, JsonObject definition)
    {
        if (!IsDefinition(type))
        {
            return;
        }

        lock (_gate)
        {
            var established = definition.Object("status").Array("conditions").Objects()
                .Any(condition => condition.Text("type") == "Established" && condition.Text("status") == "True");
            state.Types.SetCustom(definition.Name(), established ? CustomTypes.Of(definition, _schemas) : []);
        }
    }

    public void OnRemoved(ResourceType type, JsonObject definition)
    {
        if (IsDefinition(type))
        {
            state.Types.SetCustom(definition.Name(), []);
        }
    }

    public static bool IsDefinition(ResourceType type) => type is { Group: "apiextensions.k8s.io", Plural: "customresourcedefinitions" };

    private static void SetCondition(JsonArray conditions, string type, string status, string reason, string message, string now)
    {
        var existing = conditions.Objects().FirstOrDefault(condition => condition.Text("type") == type);
        if (existing is null)
        {
            existing = new JsonObject { ["type"] = type };
            conditions.Add(existing);
        }

        if (existing.Text("status") != status)
        {
            existing["lastTransitionTime"] = now;
        }

        existing["status"] = status;
        existing["reason"] = reason;
        existing["message"] = message;
    }

    private string? FindConflict(JsonObject definition)
    {
        var spec = definition.Object("spec");
        var names = spec.Object("names");
        var others = state.Types.All
            .Where(type => type.Group == spec.Text("group") && type.Custom?.DefinitionName != definition.Name())
            .ToList();
        foreach (var (wanted, taken) in ((string? Wanted, Func<ResourceType, bool> Taken)[])
        [
            (names.Text("plural"), type => type.Plural == names.Text("plural")),
            (names.Text("singular"), type => type.Singular == names.Text("singular")),
            (names.Text("kind"), type => type.Kind == names.Text("kind") || type.ListKind == names.Text("kind")),
            (names.Text("listKind"), type => type.ListKind == names.Text("listKind")),
        ])
        {
            if (wanted is not null && others.Any(taken))
            {
                return $"\"{wanted}\" is already in use";
            }
        }

        return names.Array("shortNames").Texts().FirstOrDefault(name => others.Any(type => type.ShortNames.Contains(name))) is { } shortName
            ? $"\"{shortName}\" is already in use"
            : null;
    }
}
