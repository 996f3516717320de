using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Dns;

/// <summary>Record sets of Cloud DNS. Their methods answer at once.</summary>
internal sealed class RecordSets(CloudState state, ManagedZones zones)
{
    private static readonly string[] s_types = ["A", "AAAA", "ALIAS", "CAA", "CNAME", "DNSKEY", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP", "SVCB", "TLSA", "TXT"];

    /// <summary>Adds the methods.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods)
    {
        methods.Add("dns.resourceRecordSets.get", call => Require(call).Record);
        methods.Add("dns.resourceRecordSets.list", List);
        methods.Add("dns.resourceRecordSets.create", call =>
        {
            var (zoneKey, zone) = zones.Require(call);
            return Add(zoneKey, zone, call.Body, "entity.rrset");
        });
        methods.Add("dns.resourceRecordSets.patch", Patch);
        methods.Add("dns.resourceRecordSets.delete", call =>
        {
            var (key, record) = Require(call);
            CheckNotOwn(zones.Require(call).Zone, record, "entity.rrset");
            state.Remove(key);
            return new JsonObject();
        });
    }

    /// <summary>The stored form of a record set.</summary>
    /// <param name="record">As the client sent it.</param>
    /// <returns>The stored form.</returns>
    public static JsonObject Stored(JsonObject record)
    {
        var stored = (JsonObject)record.DeepClone();
        stored["kind"] = "dns#resourceRecordSet";
        stored["name"] = record.Text("name")!.ToLowerInvariant();
        stored.Default("ttl", 300);
        stored.Default("signatureRrdatas", new JsonArray());
        return stored;
    }

    /// <summary>Adds a record set to a zone.</summary>
    /// <param name="zoneKey">Key of the zone.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="record">The record set.</param>
    /// <param name="entity">What messages call it.</param>
    /// <returns>The stored record set.</returns>
    /// <exception cref="GoogleErrorException">It is not valid, or exists.</exception>
    public JsonObject Add(string zoneKey, JsonObject zone, JsonObject record, string entity)
    {
        Check(zone, record, entity);
        var stored = Stored(record);
        var (name, type) = (stored.Text("name")!, stored.Text("type")!);
        var key = DnsResolver.RecordKey(zoneKey, name, type);
        if (state.Find(key) is not null)
        {
            throw GoogleErrorException.AlreadyExists($"The resource '{entity}' named '{name} ({type})' already exists");
        }

        var others = state.Under($"{zoneKey}/rrsets/{name}/");
        if (others.Count > 0 && (type == "CNAME" || others.Any(o => o.Value.Text("type") == "CNAME")))
        {
            throw new GoogleErrorException(400, "cnameResourceRecordSetConflict", "FAILED_PRECONDITION", $"The resource record set '{entity}' is invalid because a CNAME record set cannot coexist with other record sets of the name '{name}'.");
        }

        state.Put(key, stored);
        return stored;
    }

    /// <summary>Removes a record set that must be exactly as given.</summary>
    /// <param name="zoneKey">Key of the zone.</param>
    /// <param name="record">The record set.</param>
    /// <param name="entity">What messages call it.</param>
    /// <exception cref="GoogleErrorException">It does not exist, or differs.</exception>
    public void RemoveExactly(string zoneKey, JsonObject record, string entity)
    {
        var (name, type) = ((record.Text("name") ?? "").ToLowerInvariant(), record.Text("type") ?? "");
        var key = DnsResolver.RecordKey(zoneKey, name, type);
        var existing = state.Find(key) ?? throw GoogleErrorException.NotFound($"The '{entity}' resource named '{name} ({type})' does not exist.");
        var matches = existing.Number("ttl") == record.Number("ttl")
            && existing.Texts("rrdatas").Order(StringComparer.Ordinal).SequenceEqual(record.Texts("rrdatas").Order(StringComparer.Ordinal));
        if (!matches)
        {
            throw GoogleErrorException.ConditionNotMet($"Precondition not met for '{entity}'");
        }

        state.Remove(key);
    }

    private static void Check(JsonObject zone, JsonObject record, string entity)
    {
        var name = (record.Text("name") ?? "").ToLowerInvariant();
        var dnsName = zone.Text("dnsName")!;
        if (!name.EndsWith('.') || (name != dnsName && !name.EndsWith("." + dnsName, StringComparison.Ordinal)))
        {
            throw GoogleErrorException.Invalid($"Invalid value for '{entity}.name': '{record.Text("name")}'");
        }

        var type = record.Text("type") ?? "";
        if (!s_types.Contains(type))
        {
            throw GoogleErrorException.Invalid($"Invalid value for '{entity}.type': '{type}'");
        }

        if (record.Number("ttl") is < 0 or > int.MaxValue)
        {
            throw GoogleErrorException.Invalid($"Invalid value for '{entity}.ttl': '{record["ttl"]}'");
        }

        var values = record.Texts("rrdatas").ToList();
        if (values.Count == 0 && record.Child("routingPolicy") is null)
        {
            throw new GoogleErrorException(400, "required", "INVALID_ARGUMENT", $"The '{entity}.rrdata' parameter is required but was missing.");
        }

        for (var i = 0; i < values.Count; i++)
        {
            var isValid = type switch
            {
                "A" => IPAddress.TryParse(values[i], out var v4) && v4.AddressFamily == AddressFamily.InterNetwork && values[i].Split('.').Length == 4,
                "AAAA" => IPAddress.TryParse(values[i], out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6,
                "CNAME" or "NS" or "PTR" => values[i].EndsWith('.'),
                _ => values[i].Length > 0,
            };
            if (!isValid)
            {
                throw GoogleErrorException.Invalid($"Invalid value for '{entity}.rrdata[{i}]': '{values[i]}'");
            }
        }
    }

    private static void CheckNotOwn(JsonObject zone, JsonObject record, string entity)
    {
        if (record.Text("name") == zone.Text("dnsName") && record.Text("type") is "NS" or "SOA")
        {
            throw GoogleErrorException.Invalid($"The resource record set '{entity}' cannot be deleted: a zone must have an {record.Text("type")} record set at its apex.");
        }
    }

    private (string Key, JsonObject Record) Require(MethodCall call)
    {
        var key = DnsResolver.RecordKey(zones.Require(call).Key, call["name"].ToLowerInvariant(), call["type"]);
        return state.Find(key) is { } record
            ? (key, record)
            : throw GoogleErrorException.NotFound($"The 'parameters.name' resource named '{call["name"]} ({call["type"]})' does not exist.");
    }

    private JsonObject List(MethodCall call)
    {
        var name = call.Query.GetValueOrDefault("name")?.ToLowerInvariant();
        var type = call.Query.GetValueOrDefault("type");
        if (!string.IsNullOrEmpty(type) && string.IsNullOrEmpty(name))
        {
            throw GoogleErrorException.Invalid("The 'parameters.type' parameter may only be used together with 'parameters.name'.");
        }

        var all = state.Under(zones.Require(call).Key + "/rrsets/")
            .Where(r => (string.IsNullOrEmpty(name) || r.Value.Text("name") == name) && (string.IsNullOrEmpty(type) || r.Value.Text("type") == type));
        var page = Page.Of([.. all], call.QueryInt("maxResults", 100), call.Query.GetValueOrDefault("pageToken"));
        var answer = new JsonObject
        {
            ["kind"] = "dns#resourceRecordSetsListResponse",
            ["rrsets"] = new JsonArray([.. page.Items.Select(i => i.Value.DeepClone())]),
        };
        answer.Default("nextPageToken", page.NextToken);
        return answer;
    }

    private JsonObject Patch(MethodCall call)
    {
        var (zoneKey, zone) = zones.Require(call);
        var (key, record) = Require(call);
        var changed = (JsonObject)record.DeepClone();
        ResourceJson.Merge(changed, call.Body);
        Check(zone, changed, "entity.rrset");
        var newKey = DnsResolver.RecordKey(zoneKey, changed.Text("name")!.ToLowerInvariant(), changed.Text("type")!);
        if (newKey != key)
        {
            state.Remove(key);
            return Add(zoneKey, zone, changed, "entity.rrset");
        }

        state.Put(key, changed);
        return changed;
    }
}
