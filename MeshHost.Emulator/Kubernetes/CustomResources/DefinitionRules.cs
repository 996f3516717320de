using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Kinds;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.CustomResources;

/// <summary>Definitions: their names' defaults, one stored version, a schema for each, and the conditions that say whether they are served.</summary>
internal sealed class DefinitionRules : KindRules
{
    private const int MaxNamedPaths = 5;

    public override void Default(JsonObject obj)
    {
        if (obj.Object("spec") is not { } spec)
        {
            return;
        }

        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
        if (spec.Object("names") is { } names && names.Text("kind") is { } kind)
        {
            names["singular"] ??= kind.ToLowerInvariant();
            names["listKind"] ??= kind + "List";
        }
    }

    public override void PrepareForCreate(JsonObject obj) =>
        obj["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(),
            ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
            ["storedVersions"] = new JsonArray([.. StorageVersions(obj).Select(version => (JsonNode)version)]),
        };

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        var spec = obj.Object("spec");
        var (group, plural) = (spec.Text("group"), spec.Object("names").Text("plural"));
        if (obj.Name() != $"{plural}.{group}")
        {
            faults.Add(FieldFault.InvalidText("metadata.name", obj.Name(), "must be spec.names.plural+\".\"+spec.group"));
        }

        if (spec.Array("versions") is { Count: > 0 } && StorageVersions(obj).Count != 1)
        {
            faults.Add(FieldFault.Invalid("spec.versions", "[]", "must have exactly one version marked as storage version"));
        }

        if (spec.Boolean("preserveUnknownFields") == true)
        {
            faults.Add(FieldFault.Invalid("spec.preserveUnknownFields", "true", "must be false in order to use defaults in the schema"));
        }

        CheckVersions(spec, faults);
        if (old is null)
        {
            return;
        }

        var before = old.Object("spec");
        CheckFixed("spec.group", group, before.Text("group"));
        CheckFixed("spec.names.plural", plural, before.Object("names").Text("plural"));
        CheckFixed("spec.scope", spec.Text("scope"), before.Text("scope"));
        CheckFixed("spec.names.kind", spec.Object("names").Text("kind"), before.Object("names").Text("kind"));
        foreach (var stored in obj.Object("status").Array("storedVersions").Texts())
        {
            if (!spec.Array("versions").Objects().Any(version => version.Text("name") == stored))
            {
                faults.Add(FieldFault.InvalidText("status.storedVersions[0]", stored, "missing from spec.versions; " + stored + " was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in " + stored + " and removes " + stored + " from status.storedVersions"));
            }
        }

        void CheckFixed(string path, string? now, string? was)
        {
            if (now != was)
            {
                faults.Add(FieldFault.InvalidText(path, now ?? "", "field is immutable"));
            }
        }
    }

    public override void Warn(JsonObject obj, Action<string> warn)
    {
        foreach (var version in obj.Object("spec").Array("versions").Objects())
        {
            if (ValidationRules.PathsIn(version.Object("schema")?["openAPIV3Schema"]).ToList() is { Count: > 0 } paths)
            {
                warn($"the emulator does not evaluate x-kubernetes-validations: {obj.Name()} {version.Text("name")} has rules at {Shorten(paths)}");
            }
        }

        static string Shorten(List<string> paths) =>
            string.Join(", ", paths.Take(MaxNamedPaths)) + (paths.Count > MaxNamedPaths ? $" and {paths.Count - MaxNamedPaths} more" : "");
    }

    public override void PrepareForUpdate(JsonObject obj, JsonObject old)
    {
        if (obj.Object("status").Array("storedVersions") is { } stored)
        {
            foreach (var version in StorageVersions(obj).Where(version => !stored.Texts().Contains(version)))
            {
                stored.Add(version);
            }
        }

    }

    private static List<string> StorageVersions(JsonObject obj) =>
        [.. obj.Object("spec").Array("versions").Objects().Where(version => version.Boolean("storage") == true).Select(version => version.Text("name") ?? "")];

    private static void CheckVersions(JsonObject? spec, List<FieldFault> faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var version in spec.Array("versions").Objects())
        {
            var path = $"spec.versions[{index++}]";
            if (!names.Add(version.Text("name") ?? ""))
            {
                faults.Add(FieldFault.Duplicate($"{path}.name", $"\"{version.Text("name")}\""));
            }

            if (version.Object("schema").Object("openAPIV3Schema") is not { } schema)
            {
                faults.Add(FieldFault.Required($"{path}.schema.openAPIV3Schema", "schemas are required"));
            }
            else if (schema.Text("type") is null)
            {
                faults.Add(FieldFault.Required($"{path}.schema.openAPIV3Schema.type", "must not be empty at the root"));
            }
            else if (schema.Text("type") != "object")
            {
                faults.Add(FieldFault.InvalidText($"{path}.schema.openAPIV3Schema.type", schema.Text("type")!, "must be object at the root"));
            }
        }
    }
}
