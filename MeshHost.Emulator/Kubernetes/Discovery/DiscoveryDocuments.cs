using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.CustomResources;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Discovery;

/// <summary>What the server serves, as clients ask for it: group by group, or all at once in the aggregated form.</summary>
internal sealed class DiscoveryDocuments(TypeRegistry types)
{
    /// <summary>The order in which the real server lists its own groups.</summary>
    private static readonly string[] s_groupOrder =
    [
        "", "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch",
        "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io", "admissionregistration.k8s.io",
        "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io",
    ];

    public static JsonObject CoreVersions(string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    public JsonObject GroupList() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. Groups().Where(group => group.Name.Length > 0).Select(group => (JsonNode)GroupBody(group.Name, group.Versions))]),
    };

    public JsonObject? Group(string name)
    {
        var found = Groups().FirstOrDefault(group => group.Name == name);
        if (found.Versions is null)
        {
            return null;
        }

        var body = GroupBody(name, found.Versions);
        body.Insert(0, "kind", "APIGroup");
        body.Insert(1, "apiVersion", "v1");
        return body;
    }

    public JsonObject? Resources(string group, string version)
    {
        var served = types.All.Where(type => type.Group == group && type.Version == version).ToList();
        if (served.Count == 0)
        {
            return null;
        }

        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = new JsonArray([.. served.SelectMany(ResourceEntries)]),
        };
    }

    /// <summary>The aggregated form of apidiscovery.k8s.io: of the core group for /api, of all others for /apis.</summary>
    public JsonObject Aggregated(bool core, string discoveryVersion) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = $"apidiscovery.k8s.io/{discoveryVersion}",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. Groups().Where(group => (group.Name.Length == 0) == core).Select(group => (JsonNode)AggregatedGroup(group.Name, group.Versions))]),
    };

    private IEnumerable<(string Name, List<string> Versions)> Groups() => types.All
        .GroupBy(type => type.Group)
        .OrderBy(group => Array.IndexOf(s_groupOrder, group.Key) is >= 0 and var index ? index : int.MaxValue)
        .ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => (group.Key, group.Select(type => type.Version).Distinct().Order(VersionOrder.Instance).ToList()));

    private static JsonObject GroupBody(string name, List<string> versions) => new()
    {
        ["name"] = name,
        ["versions"] = new JsonArray([.. versions.Select(version => (JsonNode)GroupVersion(name, version))]),
        ["preferredVersion"] = GroupVersion(name, versions[0]),
    };

    private static JsonObject GroupVersion(string group, string version) => new() { ["groupVersion"] = $"{group}/{version}", ["version"] = version };

    private static IEnumerable<JsonNode> ResourceEntries(ResourceType type)
    {
        var entry = new JsonObject
        {
            ["name"] = type.Plural,
            ["singularName"] = type.Singular,
            ["namespaced"] = type.Namespaced,
            ["kind"] = type.Kind,
            ["verbs"] = Texts(type.Verbs),
        };
        if (type.ShortNames.Count > 0)
        {
            entry["shortNames"] = Texts(type.ShortNames);
        }

        if (type.Categories.Count > 0)
        {
            entry["categories"] = Texts(type.Categories);
        }

        yield return entry;
        foreach (var subresource in Subresource.Of(type))
        {
            var sub = new JsonObject
            {
                ["name"] = $"{type.Plural}/{subresource.Name}",
                ["singularName"] = "",
                ["namespaced"] = type.Namespaced,
                ["kind"] = subresource.Kind,
                ["verbs"] = Texts(subresource.Verbs),
            };
            if (subresource.Group is { } group)
            {
                sub["group"] = group;
                sub["version"] = subresource.Version;
            }

            yield return sub;
        }
    }

    private JsonObject AggregatedGroup(string name, List<string> versions) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name.Length == 0 ? null : name, ["creationTimestamp"] = null },
        ["versions"] = new JsonArray([.. versions.Select(version => (JsonNode)new JsonObject
        {
            ["version"] = version,
            ["freshness"] = "Current",
            ["resources"] = new JsonArray([.. types.All.Where(type => type.Group == name && type.Version == version).Select(type => (JsonNode)AggregatedResource(type))]),
        })]),
    };

    private static JsonObject AggregatedResource(ResourceType type)
    {
        var resource = new JsonObject
        {
            ["resource"] = type.Plural,
            ["responseKind"] = Kind(type.Group, type.Version, type.Kind),
            ["scope"] = type.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = type.Singular,
            ["verbs"] = Texts(type.Verbs),
        };
        if (type.ShortNames.Count > 0)
        {
            resource["shortNames"] = Texts(type.ShortNames);
        }

        if (type.Categories.Count > 0)
        {
            resource["categories"] = Texts(type.Categories);
        }

        var subresources = Subresource.Of(type).Select(sub => (JsonNode)new JsonObject
        {
            ["subresource"] = sub.Name,
            ["responseKind"] = Kind(sub.Group ?? type.Group, sub.Version ?? type.Version, sub.Kind),
            ["verbs"] = Texts(sub.Verbs),
        }).ToArray();
        if (subresources.Length > 0)
        {
            resource["subresources"] = new JsonArray(subresources);
        }

        return resource;

        static JsonObject Kind(string group, string version, string kind) => new() { ["group"] = group, ["version"] = version, ["kind"] = kind };
    }

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}
