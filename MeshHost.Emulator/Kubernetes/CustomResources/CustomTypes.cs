using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.CustomResources;

/// <summary>Makes the served kinds of a definition, one for each served version.</summary>
internal static class CustomTypes
{
    public static IReadOnlyList<ResourceType> Of(JsonObject definition, StructuralSchemaReader schemas)
    {
        var spec = definition.Object("spec");
        var names = spec.Object("names");
        var versions = spec.Array("versions").Objects().ToList();
        var storage = versions.Find(version => version.Boolean("storage") == true).Text("name") ?? "";
        return [.. versions.Where(version => version.Boolean("served") == true).OrderBy(version => version.Text("name"), VersionOrder.Instance).Select(Make)];

        ResourceType Make(JsonObject version)
        {
            var subresources = version.Object("subresources");
            var scale = subresources.Object("scale");
            return new ResourceType
            {
                Group = spec.Text("group") ?? "",
                Version = version.Text("name") ?? "",
                StorageVersion = storage,
                Kind = names.Text("kind") ?? "",
                ListKindName = names.Text("listKind"),
                Plural = names.Text("plural") ?? "",
                SingularName = names.Text("singular"),
                Namespaced = spec.Text("scope") == "Namespaced",
                ShortNames = [.. names.Array("shortNames").Texts()],
                Categories = [.. names.Array("categories").Texts()],
                Schema = schemas.ReadRoot(version.Object("schema").Object("openAPIV3Schema")),
                HasStatus = subresources.Object("status") is not null,
                HasGeneration = true,
                Scale = scale is null
                    ? null
                    : new ScalePaths(
                        (scale.Text("specReplicasPath") ?? "").TrimStart('.'),
                        (scale.Text("statusReplicasPath") ?? "").TrimStart('.'),
                        scale.Text("labelSelectorPath")?.TrimStart('.')),
                Custom = new CustomTypeInfo(definition.Name(), [.. version.Array("additionalPrinterColumns").Objects().Select(Column)], Deprecation(version))
                {
                    HasRules = ValidationRules.PathsIn(version.Object("schema")?["openAPIV3Schema"]).Any(),
                    SelectableFields = [.. version.Array("selectableFields").Objects().Select(field => (field.Text("jsonPath") ?? "").TrimStart('.'))],
                },
            };
        }

        string? Deprecation(JsonObject version) => version.Boolean("deprecated") != true
            ? null
            : version.Text("deprecationWarning") ?? $"{spec.Text("group")}/{version.Text("name")} {names.Text("kind")} is deprecated";

        static CustomColumn Column(JsonObject json) => new(
            json.Text("name") ?? "",
            json.Text("type") ?? "string",
            json.Text("format") ?? "",
            json.Text("description") ?? "",
            (int)(json.Integer("priority") ?? 0),
            json.Text("jsonPath") ?? "");
    }
}
