using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Faults;

/// <summary>What really happened to each object, as the server itself tells it: not over the network, so nothing is missing.</summary>
internal sealed class EffectLedger : IDisposable
{
    private readonly List<ClusterWatch> _watches = [];
    private readonly SortedDictionary<string, List<string>> _effects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> _desired = new(StringComparer.Ordinal);

    public void Follow(ClusterWatch watch) => _watches.Add(watch);

    /// <summary>Reads what happened since the last time: object → its events, without those that only wrote a status.</summary>
    public IReadOnlyDictionary<string, string> Take()
    {
        _effects.Clear();
        foreach (ClusterWatch watch in _watches)
        {
            while (watch.Reader.TryRead(out ClusterEvent change))
            {
                Add(change);
            }
        }

        return _effects.ToDictionary(effect => effect.Key, effect => string.Join(' ', effect.Value), StringComparer.Ordinal);
    }

    public void Dispose() => _watches.ForEach(watch => watch.Dispose());

    private void Add(ClusterEvent change)
    {
        string key = new KubernetesObject(change.Object).Name;
        JsonObject desired = Desired(change.Object);
        if (change.Type == "MODIFIED" && JsonNode.DeepEquals(_desired.GetValueOrDefault(key), desired))
        {
            return;
        }

        _desired[key] = desired;
        if (!_effects.TryGetValue(key, out List<string>? events))
        {
            _effects[key] = events = [];
        }

        events.Add(change.Type);
    }

    private static JsonObject Desired(JsonObject obj)
    {
        JsonObject copy = (JsonObject)obj.DeepClone();
        copy.Remove("status");
        if (copy["metadata"] is JsonObject metadata)
        {
            metadata.Remove("resourceVersion");
            // When our manager last wrote is part of its entry: a second write with effect would show here even if it wrote the same values.
            if (metadata["managedFields"] is JsonArray entries)
            {
                foreach (JsonNode? entry in entries.Where(entry => (string?)entry!["operation"] != "Apply").ToList())
                {
                    entries.Remove(entry);
                }
            }
        }

        return copy;
    }
}
