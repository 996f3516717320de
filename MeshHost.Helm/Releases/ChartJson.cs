using System.Text.Json.Nodes;
using MeshHost.Helm.Rendering;

namespace MeshHost.Helm.Releases;

/// <summary>The form charts have in release records. Subcharts are not kept, as with Helm: their objects are in the manifest.</summary>
internal static class ChartJson
{
    public static JsonObject Write(Chart chart) => new()
    {
        ["metadata"] = Metadata(chart.Metadata),
        ["lock"] = chart.Lock is { } locked ? ManifestObjects.ToJson(new Dictionary<string, object?>(locked)) : null,
        ["templates"] = Files(chart.Templates),
        ["values"] = ManifestObjects.ToJson(chart.Values.Root),
        ["schema"] = chart.Schema is { } schema ? Convert.ToBase64String(schema.Span) : null,
        ["files"] = Files(chart.Files),
    };

    private static JsonArray Files(IReadOnlyList<ChartFile> files)
        => new([.. files.Select(static f => new JsonObject { ["name"] = f.Name, ["data"] = Convert.ToBase64String(f.Data.Span) })]);

    private static JsonObject Metadata(ChartMetadata metadata)
    {
        var json = new JsonObject();
        Text(json, "name", metadata.Name);
        Text(json, "home", metadata.Home);
        Texts(json, "sources", metadata.Sources);
        Text(json, "version", metadata.Version);
        Text(json, "description", metadata.Description);
        Texts(json, "keywords", metadata.Keywords);
        if (metadata.Maintainers.Count > 0)
        {
            json["maintainers"] = new JsonArray([.. metadata.Maintainers.Select(Maintainer)]);
        }

        Text(json, "icon", metadata.Icon);
        Text(json, "apiVersion", metadata.ApiVersion);
        Text(json, "condition", metadata.Condition);
        Text(json, "tags", metadata.Tags);
        Text(json, "appVersion", metadata.AppVersion);
        if (metadata.Deprecated)
        {
            json["deprecated"] = true;
        }

        if (metadata.Annotations.Count > 0)
        {
            json["annotations"] = new JsonObject(metadata.Annotations.Select(static a => KeyValuePair.Create(a.Key, (JsonNode?)JsonValue.Create(a.Value))));
        }

        Text(json, "kubeVersion", metadata.KubeVersion);
        if (metadata.Dependencies.Count > 0)
        {
            json["dependencies"] = new JsonArray([.. metadata.Dependencies.Select(Dependency)]);
        }

        Text(json, "type", metadata.Type);
        return json;
    }

    private static JsonObject Maintainer(ChartMaintainer maintainer)
    {
        var json = new JsonObject();
        Text(json, "name", maintainer.Name);
        Text(json, "email", maintainer.Email);
        Text(json, "url", maintainer.Url);
        return json;
    }

    private static JsonObject Dependency(ChartDependency dependency)
    {
        var json = new JsonObject { ["name"] = dependency.Name };
        Text(json, "version", dependency.Version);
        json["repository"] = dependency.Repository;
        Text(json, "condition", dependency.Condition);
        Texts(json, "tags", dependency.Tags);
        if (dependency.ImportValues.Count > 0)
        {
            json["import-values"] = ManifestObjects.ToJson(dependency.ImportValues.ToList());
        }

        Text(json, "alias", dependency.Alias);
        return json;
    }

    private static void Text(JsonObject json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json[name] = value;
        }
    }

    private static void Texts(JsonObject json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            json[name] = new JsonArray([.. values.Select(static v => JsonValue.Create(v))]);
        }
    }
}
