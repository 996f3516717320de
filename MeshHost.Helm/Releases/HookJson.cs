using System.Text.Json.Nodes;
using MeshHost.Helm.Rendering;

namespace MeshHost.Helm.Releases;

/// <summary>The form hooks have in release records.</summary>
internal static class HookJson
{
    private static readonly (HookEvents Event, string Name)[] s_events =
    [
        (HookEvents.PreInstall, "pre-install"), (HookEvents.PostInstall, "post-install"),
        (HookEvents.PreUpgrade, "pre-upgrade"), (HookEvents.PostUpgrade, "post-upgrade"),
        (HookEvents.PreRollback, "pre-rollback"), (HookEvents.PostRollback, "post-rollback"),
        (HookEvents.PreDelete, "pre-delete"), (HookEvents.PostDelete, "post-delete"),
        (HookEvents.Test, "test"),
    ];

    private static readonly (HookDeletePolicies Policy, string Name)[] s_policies =
    [
        (HookDeletePolicies.BeforeHookCreation, "before-hook-creation"),
        (HookDeletePolicies.HookSucceeded, "hook-succeeded"),
        (HookDeletePolicies.HookFailed, "hook-failed"),
    ];

    public static string NameOf(HookEvents one) => s_events.First(e => e.Event == one).Name;

    public static JsonObject Write(RenderedHook hook)
    {
        var json = new JsonObject
        {
            ["name"] = hook.Name,
            ["kind"] = hook.Kind,
            ["path"] = hook.Manifest.Path,
            ["manifest"] = hook.Manifest.Text,
            ["events"] = new JsonArray([.. s_events.Where(e => hook.Events.HasFlag(e.Event)).Select(static e => JsonValue.Create(e.Name))]),
            ["last_run"] = new JsonObject { ["phase"] = "" },
        };
        if (hook.Weight != 0)
        {
            json["weight"] = hook.Weight;
        }

        if (hook.DeletePolicies != HookDeletePolicies.None)
        {
            json["delete_policies"] = new JsonArray(
                [.. s_policies.Where(p => hook.DeletePolicies.HasFlag(p.Policy)).Select(static p => JsonValue.Create(p.Name))]);
        }

        return json;
    }

    /// <summary>Hooks as an uninstall, rollback or test finds them in the record.</summary>
    public static IReadOnlyList<RenderedHook> ReadAll(JsonArray hooks)
    {
        var list = new List<RenderedHook>();
        foreach (var json in hooks.OfType<JsonObject>())
        {
            var manifest = ManifestSorter.Parse(ReleaseRecord.Text(json, "path"), ReleaseRecord.Text(json, "manifest"));
            var events = Names(json, "events").Aggregate(HookEvents.None, static (all, name) => all | ManifestSorter.ParseEvent(name));
            var weight = json["weight"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : 0;
            list.Add(new RenderedHook(manifest, events, weight, ManifestSorter.ParsePolicies(string.Join(',', Names(json, "delete_policies")))));
        }

        return list;
    }

    private static IEnumerable<string> Names(JsonObject json, string field)
        => json[field] is JsonArray array ? array.OfType<JsonValue>().Select(static v => v.ToString()) : [];
}
