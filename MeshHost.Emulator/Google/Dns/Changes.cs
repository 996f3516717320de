using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Dns;

/// <summary>Changes of Cloud DNS: several record sets at once, all or none.</summary>
internal sealed class Changes(CloudState state, ManagedZones zones, RecordSets records, GoogleCloudOptions options)
{
    // A change is pending until Google's name servers have it.
    private static readonly TimeSpan s_propagation = TimeSpan.FromSeconds(15);

    /// <summary>Adds the methods.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods)
    {
        methods.Add("dns.changes.create", Create);
        methods.Add("dns.changes.get", Get);
        methods.Add("dns.changes.list", List);
    }

    private JsonObject Create(MethodCall call)
    {
        var (zoneKey, zone) = zones.Require(call);
        var deletions = call.Body.Items("deletions").ToList();
        var additions = call.Body.Items("additions").ToList();
        if (deletions.Count + additions.Count == 0)
        {
            throw new GoogleErrorException(400, "required", "INVALID_ARGUMENT", "The 'entity.change' parameter is required but was missing.");
        }

        var before = state.Under(zoneKey + "/rrsets/").Select(r => KeyValuePair.Create(r.Key, (JsonObject)r.Value.DeepClone())).ToList();
        try
        {
            for (var i = 0; i < deletions.Count; i++)
            {
                records.RemoveExactly(zoneKey, deletions[i], $"entity.change.deletions[{i}]");
            }

            for (var i = 0; i < additions.Count; i++)
            {
                records.Add(zoneKey, zone, additions[i], $"entity.change.additions[{i}]");
            }

            CheckApex(zoneKey, zone);
        }
        catch (GoogleErrorException)
        {
            Restore(zoneKey, before);
            throw;
        }

        var now = options.TimeProvider.GetUtcNow();
        var id = state.Under(zoneKey + "/changes/").Count.ToString(CultureInfo.InvariantCulture);
        var change = new JsonObject
        {
            ["kind"] = "dns#change",
            ["id"] = id,
            ["startTime"] = ManagedZones.Timestamp(now),
            ["additions"] = new JsonArray([.. additions.Select(a => (JsonNode)RecordSets.Stored(a))]),
            ["deletions"] = new JsonArray([.. deletions.Select(d => (JsonNode)RecordSets.Stored(d))]),
            ["isServing"] = false,
            ["$due"] = (now + (s_propagation * options.TimeScale)).ToString("O", CultureInfo.InvariantCulture),
        };
        state.Put($"{zoneKey}/changes/{id}", change);

        // As Google does, even when it takes no time.
        var answer = (JsonObject)change.DeepClone();
        answer["status"] = "pending";
        return answer;
    }

    private void CheckApex(string zoneKey, JsonObject zone)
    {
        foreach (var type in (string[])["NS", "SOA"])
        {
            if (state.Find(DnsResolver.RecordKey(zoneKey, zone.Text("dnsName")!, type)) is null)
            {
                throw GoogleErrorException.Invalid($"The change would leave the zone without {type} records at its apex.");
            }
        }
    }

    private void Restore(string zoneKey, List<KeyValuePair<string, JsonObject>> before)
    {
        foreach (var (key, _) in state.Under(zoneKey + "/rrsets/"))
        {
            state.Remove(key);
        }

        before.ForEach(r => state.Put(r.Key, r.Value));
    }

    private JsonObject Get(MethodCall call) =>
        Render(state.Find($"{zones.Require(call).Key}/changes/{call["change"]}")
            ?? throw GoogleErrorException.NotFound($"The 'parameters.changeId' resource named '{call["change"]}' does not exist."));

    private JsonObject List(MethodCall call)
    {
        var all = state.Under(zones.Require(call).Key + "/changes/").OrderBy(c => c.Key.Length).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
        if (call.Query.GetValueOrDefault("sortOrder") == "descending")
        {
            all.Reverse();
        }

        return new JsonObject { ["kind"] = "dns#changesListResponse", ["changes"] = new JsonArray([.. all.Select(c => (JsonNode)Render(c.Value))]) };
    }

    private JsonObject Render(JsonObject change)
    {
        var copy = (JsonObject)change.DeepClone();
        var isDone = options.TimeProvider.GetUtcNow() >= DateTimeOffset.Parse(change.Text("$due")!, CultureInfo.InvariantCulture);
        copy["status"] = isDone ? "done" : "pending";
        return copy;
    }
}
