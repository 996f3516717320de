using System.Globalization;
using MeshHost.Helm.Yaml;

namespace MeshHost.Helm.Rendering;

/// <summary>Makes manifests and hooks of rendered files: splits, parses each document once, tells hooks apart, and sorts for an install.</summary>
internal sealed class ManifestSorter
{
    private readonly List<RenderedManifest> _manifests = [];
    private readonly List<RenderedHook> _hooks = [];
    private readonly List<string> _warnings = [];

    /// <summary>Takes the output of one template. Files have to come in ordinal order of their paths.</summary>
    public void Add(string path, string text)
    {
        foreach (var document in ManifestSplitter.Split(text))
        {
            AddDocument(path, document);
        }
    }

    public IReadOnlyList<RenderedManifest> Manifests => KindOrder.ForInstall(_manifests, static m => m.Kind);

    public IReadOnlyList<RenderedHook> Hooks => KindOrder.ForInstall(_hooks, static h => h.Kind);

    public IReadOnlyList<string> Warnings => _warnings;

    public static RenderedManifest Parse(string path, string document)
    {
        try
        {
            return new RenderedManifest(path, document, HelmYaml.Read(document));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var reading = document.Length > 0 && e is YamlException && !e.Message.StartsWith("error ", StringComparison.Ordinal)
                ? "error converting YAML to JSON: "
                : "";
            throw new ChartException($"YAML parse error on {path}: {reading}{e.Message}", e) { TraceableMessage = $"YAML parse error on {path}" };
        }
    }

    private void AddDocument(string path, string document)
    {
        var manifest = Parse(path, document);
        if (manifest.Annotation("helm.sh/hook") is not { } hook)
        {
            _manifests.Add(manifest);
            return;
        }

        var events = HookEvents.None;
        foreach (var name in hook.Split(','))
        {
            var one = ParseEvent(name.Trim().ToLowerInvariant());
            if (one == HookEvents.None)
            {
                _warnings.Add($"{manifest} is left out: it is a hook of the unknown event \"{name.Trim()}\"");
                return;
            }

            events |= one;
        }

        var weight = int.TryParse(manifest.Annotation("helm.sh/hook-weight"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
        _hooks.Add(new RenderedHook(manifest, events, weight, ParsePolicies(manifest.Annotation("helm.sh/hook-delete-policy"))));
    }

    internal static HookEvents ParseEvent(string name) => name switch
    {
        "pre-install" => HookEvents.PreInstall,
        "post-install" => HookEvents.PostInstall,
        "pre-upgrade" => HookEvents.PreUpgrade,
        "post-upgrade" => HookEvents.PostUpgrade,
        "pre-rollback" => HookEvents.PreRollback,
        "post-rollback" => HookEvents.PostRollback,
        "pre-delete" => HookEvents.PreDelete,
        "post-delete" => HookEvents.PostDelete,
        "test" or "test-success" => HookEvents.Test,
        _ => HookEvents.None,
    };

    internal static HookDeletePolicies ParsePolicies(string? policies)
    {
        var parsed = HookDeletePolicies.None;
        foreach (var policy in (policies ?? "").Split(','))
        {
            parsed |= policy.Trim().ToLowerInvariant() switch
            {
                "before-hook-creation" => HookDeletePolicies.BeforeHookCreation,
                "hook-succeeded" => HookDeletePolicies.HookSucceeded,
                "hook-failed" => HookDeletePolicies.HookFailed,
                _ => HookDeletePolicies.None,
            };
        }

        return parsed;
    }
}
