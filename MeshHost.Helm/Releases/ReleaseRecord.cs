using System.Text.Json.Nodes;
using MeshHost.Helm.Rendering;
using MeshHost.Helm.Values;

namespace MeshHost.Helm.Releases;

/// <summary>
/// The JSON document that Helm keeps of a revision. It stays JSON, so that fields of other Helm versions survive a status change.
/// </summary>
internal sealed class ReleaseRecord
{
    public ReleaseRecord(JsonObject json)
    {
        Json = json;
    }

    public JsonObject Json { get; }

    public string Name => Text(Json, "name");

    public string Namespace => Text(Json, "namespace");

    public int Revision => Json["version"] is JsonValue value && value.TryGetValue<int>(out var revision) ? revision : 0;

    public string Manifest => Text(Json, "manifest");

    public ReleaseStatus Status => ReleaseStatusNames.Parse(Text(Info, "status"));

    public JsonObject Info => Section(Json, "info");

    public JsonObject Chart => Section(Json, "chart");

    public JsonObject ChartMetadata => Section(Chart, "metadata");

    public Dictionary<string, object?> Config
        => Json["config"] is JsonObject config
            ? (Dictionary<string, object?>)ValueTree.FromJson(config)!
            : ValueTree.NewTable();

    public JsonArray Hooks => Json["hooks"] as JsonArray ?? [];

    /// <summary>The record of a revision about to be applied.</summary>
    public static ReleaseRecord Create(ReleasePlan plan, int revision, ReleaseStatus status, string description, DateTimeOffset firstDeployed, DateTimeOffset now)
    {
        var hooks = new JsonArray();
        foreach (var hook in plan.Rendered.Hooks)
        {
            hooks.Add((JsonNode)HookJson.Write(hook));
        }

        var json = new JsonObject
        {
            ["name"] = plan.Name,
            ["info"] = new JsonObject
            {
                ["first_deployed"] = Time(firstDeployed),
                ["last_deployed"] = Time(now),
                ["deleted"] = "",
                ["description"] = description,
                ["status"] = status.ToName(),
            },
            ["chart"] = ChartJson.Write(plan.Chart),
            ["config"] = ManifestObjects.ToJson(plan.Values.Root),
            ["manifest"] = plan.Rendered.Manifest,
            ["hooks"] = hooks,
            ["version"] = revision,
            ["namespace"] = plan.Namespace,
            ["apply_method"] = "ssa",
        };
        var record = new ReleaseRecord(json);
        if (plan.Rendered.Notes.Length > 0)
        {
            record.Info["notes"] = plan.Rendered.Notes;
        }

        return record;
    }

    /// <summary>The record of a rollback: an earlier revision's contents under a new number.</summary>
    public ReleaseRecord CopyForRollback(int revision, DateTimeOffset firstDeployed, DateTimeOffset now)
    {
        var copy = new ReleaseRecord((JsonObject)Json.DeepClone());
        copy.Json["version"] = revision;
        copy.Json["apply_method"] = "ssa";
        copy.Info["first_deployed"] = Time(firstDeployed);
        copy.Info["last_deployed"] = Time(now);
        copy.Info["rollback_revision"] = Revision;
        copy.SetStatus(ReleaseStatus.PendingRollback, $"Rollback to {Revision}");
        return copy;
    }

    public void SetStatus(ReleaseStatus status, string description)
    {
        Info["status"] = status.ToName();
        Info["description"] = description;
    }

    public void SetDeleted(DateTimeOffset now) => Info["deleted"] = Time(now);

    public DateTimeOffset? FirstDeployed => ReadTime("first_deployed");

    public DateTimeOffset? LastDeployed => ReadTime("last_deployed");

    public Release ToRelease() => new()
    {
        Name = Name,
        Namespace = Namespace,
        Revision = Revision,
        Status = Status,
        Description = Text(Info, "description"),
        FirstDeployed = FirstDeployed,
        LastDeployed = LastDeployed,
        ChartName = Text(ChartMetadata, "name"),
        ChartVersion = Text(ChartMetadata, "version"),
        AppVersion = Text(ChartMetadata, "appVersion"),
        Notes = Text(Info, "notes"),
        Values = new ChartValues(Config),
        Manifest = Manifest,
    };

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", System.Globalization.CultureInfo.InvariantCulture);

    internal static string Text(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private DateTimeOffset? ReadTime(string name)
        => DateTimeOffset.TryParse(Text(Info, name), System.Globalization.CultureInfo.InvariantCulture, out var time) ? time : null;

    private static JsonObject Section(JsonObject json, string name)
    {
        if (json[name] is not JsonObject section)
        {
            json[name] = section = [];
        }

        return section;
    }
}
