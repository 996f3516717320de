using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.CustomResources;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Kinds;
using MeshHost.Emulator.Kubernetes.Types;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Operations;

/// <summary>Makes an object ready to be stored: the fields that the server sets, defaults, rules of its kind, validation.</summary>
internal sealed class ObjectPreparation(ClusterState state, KindRulesTable rules, NameGenerator names, DefinitionController definitions)
{
    private static readonly string[] s_serverFields = ["uid", "creationTimestamp", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"];

    public static void CheckNames(ResourceType type, string? ns, string name, JsonObject obj)
    {
        if (obj.Name() is { Length: > 0 } stated && stated != name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({stated}) does not match the name on the URL ({name})");
        }

        if (type.Namespaced && obj.Namespace() is { } statedNamespace && statedNamespace != ns)
        {
            throw ApiErrors.BadRequest($"the namespace of the object ({statedNamespace}) does not match the namespace on the URL ({ns})");
        }
    }

    /// <summary>Counts metadata.generation up when the desired state differs.</summary>
    public static void CountGeneration(ResourceType type, JsonObject desired, JsonObject current, string? subresource)
    {
        if (!type.HasGeneration || subresource == "status")
        {
            return;
        }

        if (desired.Any(Differs) || current.Any(field => !desired.ContainsKey(field.Key) && field.Key != "status"))
        {
            desired.Metadata()["generation"] = (current.Object("metadata").Integer("generation") ?? 0) + 1;
        }

        bool Differs(KeyValuePair<string, JsonNode?> field) =>
            field.Key != "metadata"
            && !(field.Key == "status" && type.HasStatus)
            && !JsonNode.DeepEquals(field.Value, current[field.Key]);
    }

    public void PrepareForCreate(ResourceType type, string? ns, JsonObject obj)
    {
        var metadata = obj.Metadata();
        if (type.Namespaced)
        {
            if (obj.Namespace() is { } stated && ns is not null && stated != ns)
            {
                throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
            }

            metadata["namespace"] = ns ?? obj.Namespace() ?? throw ApiErrors.BadRequest("an empty namespace may not be set during creation");
        }
        else if (obj.Namespace() is not null)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
        else
        {
            metadata.Remove("namespace");
        }

        if (metadata.Text("resourceVersion") is { Length: > 0 })
        {
            throw ApiErrors.BadRequest("resourceVersion should not be set on objects to be created");
        }

        metadata.Remove("resourceVersion");
        foreach (var field in s_serverFields)
        {
            metadata.Remove(field);
        }

        if (obj.Name().Length == 0 && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = names.Generate(prefix);
        }

        metadata["uid"] = names.NewUid();
        metadata["creationTimestamp"] = Deletion.Timestamp(state.Time.GetUtcNow());
        if (type.HasGeneration)
        {
            metadata["generation"] = 1;
        }

        if (type.HasStatus)
        {
            obj.Remove("status");
        }

        SetDefaults(type, obj);
        rules.For(type).PrepareForCreate(obj);
    }

    public void PrepareForUpdate(ResourceType type, JsonObject desired, JsonObject current, string? subresource)
    {
        var metadata = desired.Metadata();
        var currentMetadata = current.Metadata();
        if (metadata.Text("uid") is { Length: > 0 } uid && uid != current.Uid())
        {
            throw ApiErrors.Conflict(type, current.Name(), $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid()}");
        }

        if (subresource == "status" && type.HasStatus)
        {
            RestrictToStatus(desired, current);
            metadata = desired.Metadata();
        }
        else if (type.HasStatus)
        {
            desired.Remove("status");
            if (current["status"] is { } status)
            {
                desired["status"] = status.DeepClone();
            }
        }

        foreach (var field in (string[])[.. s_serverFields, "name", "namespace", "generateName", "resourceVersion"])
        {
            metadata.Remove(field);
            if (currentMetadata[field] is { } value)
            {
                metadata[field] = value.DeepClone();
            }
        }

        SetDefaults(type, desired);
        if (subresource is null or "scale")
        {
            rules.For(type).PrepareForUpdate(desired, current);
        }
    }

    /// <summary>After admission: defaults of what webhooks added, and allocation.</summary>
    public void Finish(ResourceType type, JsonObject obj, JsonObject? old)
    {
        SetDefaults(type, obj);
        var faults = new List<FieldFault>();
        rules.For(type).Allocate(obj, old, faults);
        if (DefinitionController.IsDefinition(type) && obj["spec"] is not null)
        {
            definitions.Establish(obj);
        }

        if (faults.Count > 0)
        {
            throw ApiErrors.Invalid(type, obj.Name(), faults);
        }
    }

    /// <summary>Gives back what was allocated for an object that was not stored, or is gone.</summary>
    public void Release(ResourceType type, JsonObject obj) => rules.For(type).Release(obj);

    public void Validate(ResourceType type, JsonObject obj, JsonObject? old, WriteContext context)
    {
        var faults = new List<FieldFault>();
        MetadataValidator.Check(type, obj, old, faults);
        if (type.Custom is not null)
        {
            CustomResourceValidator.Check(type, obj, old, faults, context);
        }
        else
        {
            if (context.Subresource != "status")
            {
                RequiredFields.Check(type.Schema, obj, "", faults);
            }

            rules.For(type).Validate(obj, old, faults);
            if (context.Subresource is null)
            {
                rules.For(type).Warn(obj, context.Warn);
            }
        }

        if (faults.Count > 0)
        {
            if (old is null)
            {
                Release(type, obj);
            }

            throw ApiErrors.Invalid(type, obj.Name(), faults);
        }
    }

    private static void RestrictToStatus(JsonObject desired, JsonObject current)
    {
        var status = desired["status"]?.DeepClone();
        var managed = desired.Metadata()["managedFields"]?.DeepClone();
        desired.Clear();
        foreach (var (name, value) in current)
        {
            if (name != "status")
            {
                desired[name] = value?.DeepClone();
            }
        }

        if (managed is not null)
        {
            desired.Metadata()["managedFields"] = managed;
        }

        if (status is not null)
        {
            desired["status"] = status;
        }
    }

    private void SetDefaults(ResourceType type, JsonObject obj)
    {
        Defaulter.Apply(type.Schema, obj);
        rules.For(type).Default(obj);
        if (type.Custom is null)
        {
            DropNulls(obj);
        }
    }

    private static void DropNulls(JsonNode? node)
    {
        if (node is JsonObject json)
        {
            foreach (var name in json.Where(field => field.Value is null).Select(field => field.Key).ToList())
            {
                json.Remove(name);
            }

            foreach (var (_, child) in json)
            {
                DropNulls(child);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                DropNulls(item);
            }
        }
    }
}
