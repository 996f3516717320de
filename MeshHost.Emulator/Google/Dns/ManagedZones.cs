using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Dns;

/// <summary>Managed zones of Cloud DNS.</summary>
internal sealed partial class ManagedZones(CloudState state, Identifiers identifiers, TimeProvider time)
{
    /// <summary>Adds the methods.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods)
    {
        methods.Add("dns.managedZones.create", Create);
        methods.Add("dns.managedZones.get", call => Require(call).Zone);
        methods.Add("dns.managedZones.list", List);
        methods.Add("dns.managedZones.patch", call => Change(call, replace: false));
        methods.Add("dns.managedZones.update", call => Change(call, replace: true));
        methods.Add("dns.managedZones.delete", Delete);
        methods.Add("dns.managedZoneOperations.get", call => state.Find($"{Require(call).Key}/operations/{call["operation"]}")
            ?? throw GoogleErrorException.NotFound($"The 'parameters.operation' resource named '{call["operation"]}' does not exist."));
        methods.Add("dns.managedZoneOperations.list", call => new JsonObject
        {
            ["kind"] = "dns#managedZoneOperationsListResponse",
            ["operations"] = new JsonArray([.. state.Under(Require(call).Key + "/operations/").Select(o => o.Value.DeepClone())]),
        });
        methods.Add("dns.projects.get", call => new JsonObject
        {
            ["kind"] = "dns#project",
            ["id"] = call.Project,
            ["quota"] = new JsonObject { ["kind"] = "dns#quota", ["managedZones"] = 10000, ["rrsetsPerManagedZone"] = 10000, ["rrsetAdditionsPerChange"] = 1000, ["rrsetDeletionsPerChange"] = 1000, ["totalRrdataSizePerChange"] = 100000 },
        });
    }

    /// <summary>The zone of a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The zone with its key.</returns>
    /// <exception cref="GoogleErrorException">404.</exception>
    public (string Key, JsonObject Zone) Require(MethodCall call)
    {
        // A zone can be named by its id as well.
        var folder = $"dns/projects/{call.Project}/managedZones/";
        var found = state.Under(folder).FirstOrDefault(z => z.Value.Text("kind") == "dns#managedZone"
            && (z.Value.Text("name") == call["managedZone"] || z.Value.Text("id") == call["managedZone"]));
        return found.Key is null
            ? throw GoogleErrorException.NotFound($"managedZone \"projects/{call.Project}/managedZones/{call["managedZone"]}\" not found")
            : (found.Key, found.Value);
    }

    /// <summary>A time as Cloud DNS writes it.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The text.</returns>
    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    [GeneratedRegex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^([a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?\.)+$", RegexOptions.IgnoreCase)]
    private static partial Regex DnsNamePattern();

    /// <summary>Makes the zone of a domain unless it exists: whoever bought the domain has had one all along.</summary>
    /// <param name="project">Project that the zone belongs to.</param>
    /// <param name="domain">The domain, with or without the final dot.</param>
    public void Ensure(string project, string domain)
    {
        var dnsName = domain.TrimEnd('.') + ".";
        var name = dnsName.TrimEnd('.').Replace('.', '-').ToLowerInvariant();
        var key = $"dns/projects/{project}/managedZones/{name}";
        if (DnsNamePattern().IsMatch(dnsName) && NamePattern().IsMatch(name) && state.Find(key) is null)
        {
            Store(key, new JsonObject { ["name"] = name }, dnsName);
        }
    }

    private JsonObject Create(MethodCall call)
    {
        var zone = (JsonObject)call.Body.DeepClone();
        var name = zone.Text("name") ?? "";
        if (!NamePattern().IsMatch(name))
        {
            throw GoogleErrorException.Invalid($"Invalid value for 'entity.managedZone.name': '{name}'");
        }

        var dnsName = zone.Text("dnsName") ?? "";
        if (!DnsNamePattern().IsMatch(dnsName))
        {
            throw GoogleErrorException.Invalid($"Invalid value for 'entity.managedZone.dnsName': '{dnsName}'");
        }

        var key = $"dns/projects/{call.Project}/managedZones/{name}";
        if (state.Find(key) is not null)
        {
            throw GoogleErrorException.AlreadyExists($"The resource 'entity.managedZone' named '{name}' already exists");
        }

        return Store(key, zone, dnsName);
    }

    private JsonObject Store(string key, JsonObject zone, string dnsName)
    {
        zone.Default("description", "");
        zone["kind"] = "dns#managedZone";
        zone["dnsName"] = dnsName.ToLowerInvariant();
        zone["id"] = identifiers.NextNumber();
        zone["creationTime"] = Timestamp(time.GetUtcNow());
        zone.Default("visibility", "public");
        var letter = (char)('a' + (int)(identifiers.NextFraction() * 5));
        var servers = Enumerable.Range(1, 4).Select(i => $"ns-cloud-{letter}{i}.googledomains.com.").ToList();
        zone["nameServers"] = ResourceJson.Array(servers);
        zone.Ensure("cloudLoggingConfig")["kind"] = "dns#managedZoneCloudLoggingConfig";
        if (zone.Child("dnssecConfig") is null && zone.Text("visibility") == "public")
        {
            zone["dnssecConfig"] = new JsonObject { ["kind"] = "dns#managedZoneDnsSecConfig", ["state"] = "off" };
        }

        state.Put(key, zone);
        PutOwnRecord(key, zone.Text("dnsName")!, "NS", 21600, servers);
        PutOwnRecord(key, zone.Text("dnsName")!, "SOA", 21600, [$"{servers[0]} cloud-dns-hostmaster.google.com. 1 21600 3600 259200 300"]);
        return zone;
    }

    private void PutOwnRecord(string zoneKey, string name, string type, int ttl, IEnumerable<string> values) =>
        state.Put(DnsResolver.RecordKey(zoneKey, name, type), RecordSets.Stored(new JsonObject
        {
            ["name"] = name,
            ["type"] = type,
            ["ttl"] = ttl,
            ["rrdatas"] = ResourceJson.Array(values),
        }));

    private JsonObject List(MethodCall call)
    {
        var wanted = call.Query.GetValueOrDefault("dnsName");
        var all = state.Under($"dns/projects/{call.Project}/managedZones/")
            .Where(z => z.Value.Text("kind") == "dns#managedZone" && (string.IsNullOrEmpty(wanted) || z.Value.Text("dnsName") == wanted));
        var page = Page.Of([.. all], call.QueryInt("maxResults", 100), call.Query.GetValueOrDefault("pageToken"));
        var answer = new JsonObject
        {
            ["kind"] = "dns#managedZonesListResponse",
            ["managedZones"] = new JsonArray([.. page.Items.Select(i => i.Value.DeepClone())]),
        };
        answer.Default("nextPageToken", page.NextToken);
        return answer;
    }

    private JsonObject Change(MethodCall call, bool replace)
    {
        var (key, zone) = Require(call);
        var changed = (JsonObject)zone.DeepClone();
        foreach (var field in (string[])["name", "dnsName", "visibility"])
        {
            if (call.Body[field] is { } value && !JsonNode.DeepEquals(value, zone[field]))
            {
                throw GoogleErrorException.Invalid($"Invalid value for 'entity.managedZone.{field}': the field cannot be changed.");
            }
        }

        if (replace)
        {
            changed.Remove("labels");
            changed["description"] = "";
        }

        ResourceJson.Merge(changed, call.Body);
        state.Put(key, changed);
        var operation = new JsonObject
        {
            ["kind"] = "dns#operation",
            ["id"] = identifiers.NextGuid(),
            ["startTime"] = Timestamp(time.GetUtcNow()),
            ["status"] = "done",
            ["user"] = "developer@example.com",
            ["type"] = "update",
            ["zoneContext"] = new JsonObject { ["oldValue"] = zone.DeepClone(), ["newValue"] = changed.DeepClone() },
        };
        state.Put($"{key}/operations/{operation.Text("id")}", operation);
        return operation;
    }

    private JsonObject Delete(MethodCall call)
    {
        var (key, zone) = Require(call);
        var records = state.Under(key + "/rrsets/");
        if (records.Any(r => r.Value.Text("name") != zone.Text("dnsName") || r.Value.Text("type") is not ("NS" or "SOA")))
        {
            throw new GoogleErrorException(400, "containerNotEmpty", "FAILED_PRECONDITION", $"The resource named '{zone.Text("name")}' cannot be deleted because it is not empty: it has record sets other than its own NS and SOA.");
        }

        foreach (var (child, _) in state.Under(key + "/"))
        {
            state.Remove(child);
        }

        state.Remove(key);
        return [];
    }
}
