using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Dns;

/// <summary>Answers names from the public managed zones of all projects, as the internet would.</summary>
internal sealed class DnsResolver(CloudState state)
{
    private const int LongestChain = 8;

    /// <summary>Resolves a name to an IPv4 address.</summary>
    /// <param name="fqdn">The name, with or without the final dot.</param>
    /// <returns>The first address, or <see langword="null"/> when the name has none.</returns>
    public string? ResolveA(string fqdn)
    {
        var name = Absolute(fqdn);
        for (var i = 0; i < LongestChain; i++)
        {
            if (Zone(name) is not { } zoneKey)
            {
                return null;
            }

            if (Record(zoneKey, name, "A") is { } address)
            {
                return address.Texts("rrdatas").FirstOrDefault();
            }

            if (Record(zoneKey, name, "CNAME")?.Texts("rrdatas").FirstOrDefault() is not { } alias)
            {
                return null;
            }

            name = Absolute(alias);
        }

        return null;
    }

    /// <summary>Whether a public zone serves a name, whatever records it has.</summary>
    /// <param name="fqdn">The name, with or without the final dot.</param>
    /// <returns><see langword="true"/> when one does.</returns>
    public bool HasZoneFor(string fqdn) => Zone(Absolute(fqdn)) is not null;

    /// <summary>The state's key of a record set.</summary>
    /// <param name="zoneKey">Key of its zone.</param>
    /// <param name="name">Name with the final dot.</param>
    /// <param name="type">Type.</param>
    /// <returns>The key.</returns>
    public static string RecordKey(string zoneKey, string name, string type) => $"{zoneKey}/rrsets/{name}/{type}";

    private static string Absolute(string name) => (name.EndsWith('.') ? name : name + ".").ToLowerInvariant();

    private string? Zone(string name) => state.Under("dns/projects/")
        .Where(z => z.Value.Text("kind") == "dns#managedZone" && z.Value.Text("visibility") != "private")
        .Where(z => name == z.Value.Text("dnsName") || name.EndsWith("." + z.Value.Text("dnsName"), StringComparison.Ordinal))
        .OrderByDescending(z => z.Value.Text("dnsName")!.Length)
        .Select(z => z.Key)
        .FirstOrDefault();

    private JsonObject? Record(string zoneKey, string name, string type)
    {
        if (state.Find(RecordKey(zoneKey, name, type)) is { } exact)
        {
            return exact;
        }

        // A wildcard does not apply to names that exist with records of another type.
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return state.Under($"{zoneKey}/rrsets/{name}/").Count == 0 ? state.Find(RecordKey(zoneKey, "*" + name[dot..], type)) : null;
    }
}
