using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Tests.Gcp;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>What the lifecycles send, against the bodies that realise the how-to and against Google's discovery documents.</summary>
public sealed class GkeRequestTests(GkeRecording recording) : IClassFixture<GkeRecording>
{
    private const string Compute = "/compute/v1/projects/mesh-demo/";

    private const string Zone = "/v1/projects/mesh-demo/locations/us-central1-a/clusters";

    private const string Cluster = Zone + "/bookinfo-istio";

    private const string Pool = Cluster + "/nodePools/bookinfo-istio-pool";

    private const string Member = "serviceAccount:bookinfo-istio-nodes@mesh-demo.iam.gserviceaccount.com";

    // Deliberate differences to the recorded bodies, and why.
    private const string Mark = "the mark names the cluster, so that two clusters of one project do not take each other's parts for theirs";

    private const string ClusterLabel = "a second label names the cluster, as the mark does where there are no labels";

    private const string Together = "Google wants machine type, disk type and disk size together: a new machine family can need another disk type";

    private const string Exhaustive = "add-ons that are left out could be switched off";

    private const string TextRecord = "record sets carry no mark, so a TXT record beside each says that it is ours";

    /// <summary>A recorded body, the request that it belongs to, and the paths in which ours differs on purpose.</summary>
    private static Dictionary<string, (string Method, string Path, (string Path, string Why)[] Differences)> Bodies { get; } = new()
    {
        ["services.batchEnable"] = ("POST", "/v1/projects/mesh-demo/services:batchEnable", []),
        ["network.insert"] = ("POST", Compute + "global/networks", [("description", Mark)]),
        ["subnetwork.insert"] = ("POST", Compute + "regions/us-central1/subnetworks", [("description", Mark)]),
        ["subnetwork.patch-ranges"] = ("PATCH", Compute + "regions/us-central1/subnetworks/bookinfo-istio-subnet", [("fingerprint", "each subnetwork has its own")]),
        ["subnetwork.setPrivateIpGoogleAccess"] = ("POST", Compute + "regions/us-central1/subnetworks/bookinfo-istio-subnet/setPrivateIpGoogleAccess", []),
        ["router.insert"] = ("POST", Compute + "regions/us-central1/routers", [("description", Mark)]),
        ["router.patch-nats"] = ("PATCH", Compute + "regions/us-central1/routers/bookinfo-istio-router", []),
        ["firewall.insert-master"] = Firewall("master-webhooks"),
        ["firewall.insert-istiod"] = Firewall("istio-control-plane"),
        ["firewall.insert-envoy"] = Firewall("istio-data-plane"),
        ["firewall.insert-ingress"] = Firewall("ingress"),
        ["firewall.insert-healthchecks"] = Firewall("health-checks"),
        ["firewall.insert-internal"] = Firewall("internal"),
        ["serviceAccount.create"] = ("POST", "/v1/projects/mesh-demo/serviceAccounts", [("serviceAccount.description", Mark)]),
        ["project.getIamPolicy"] = ("POST", "/v1/projects/mesh-demo:getIamPolicy", []),
        ["cluster.create"] = ("POST", Zone,
        [
            ("cluster.description", Mark), ("cluster.resourceLabels.meshhost-cluster", ClusterLabel),
            ("cluster.nodePools[0].config.resourceLabels", "pools that are no longer declared go, unless somebody else has made them"),
            ("parent", "is in the path"),
        ]),
        ["nodePool.create"] = ("POST", Cluster + "/nodePools",
        [
            ("nodePool.config.resourceLabels", "pools that are no longer declared go, unless somebody else has made them"), ("parent", "is in the path"),
        ]),
        ["nodePool.setAutoscaling"] = ("POST", Pool + ":setAutoscaling", []),
        ["nodePool.setSize"] = ("POST", Cluster + "/nodePools/first:setSize", []),
        ["nodePool.update-labels"] = ("PUT", Pool, []),
        ["nodePool.update-machineType"] = ("PUT", Pool, [("machineType", "the how-to's type is declared"), ("diskType", Together), ("diskSizeGb", Together)]),
        ["nodePool.update-disk"] = ("PUT", Pool, [("machineType", Together), ("diskSizeGb", "the declared size is 50")]),
        ["cluster.setResourceLabels"] = ("POST", Cluster + ":setResourceLabels",
        [
            ("resourceLabels.meshhost-cluster", ClusterLabel), ("resourceLabels.team", "declared in the test"),
            ("resourceLabels.theirs", "labels of others are carried along"), ("labelFingerprint", "each cluster has its own"),
        ]),
        ["cluster.update-addons"] = ("PUT", Cluster,
            [("update.desiredAddonsConfig.horizontalPodAutoscaling", Exhaustive), ("update.desiredAddonsConfig.gcePersistentDiskCsiDriverConfig", Exhaustive)]),
        ["cluster.update-authorizedNetworks"] = ("PUT", Cluster,
            [("update.desiredControlPlaneEndpointsConfig.ipEndpointsConfig.authorizedNetworksConfig.cidrBlocks[0].cidrBlock", "the how-to's network is declared")]),
        ["cluster.update-privateNodes"] = ("PUT", Cluster, []),
        ["cluster.update-releaseChannel"] = ("PUT", Cluster, []),
        ["cluster.update-workloadIdentity"] = ("PUT", Cluster, []),
        ["dns.zone.create"] = ("POST", "/dns/v1/projects/mesh-demo/managedZones", [("description", Mark), ("labels", "a zone has labels too")]),
        ["dns.changes.create"] = ("POST", "/dns/v1/projects/mesh-demo/managedZones/example/changes", [("additions[1]", TextRecord), ("deletions[1]", TextRecord)]),
    };

    public static TheoryData<string> Names => [.. Bodies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Request_is_the_recorded_one_but_for_what_is_deliberate(string name)
    {
        var desired = Desired(name);
        var (method, path, differences) = Bodies[name];
        var sent = Sent(method, path);
        Assert.NotEmpty(sent);

        var closest = sent.Select(s => JsonDifference.Find(desired, s).ToArray()).MinBy(d => d.Count(x => !differences.Any(e => x.StartsWith(e.Path + ":", StringComparison.Ordinal))))!;

        Assert.DoesNotContain(closest, d => !differences.Any(e => d.StartsWith(e.Path + ":", StringComparison.Ordinal)));
        Assert.Equal(differences.Select(d => d.Path).Order(), closest.Select(d => d[..d.IndexOf(':', StringComparison.Ordinal)]).Order());
    }

    [Fact]
    public void Router_and_its_gateway_are_together_what_one_insert_would_make()
    {
        var together = (JsonObject)Sent("POST", Compute + "regions/us-central1/routers")[0].DeepClone();
        together["nats"] = Sent("PATCH", Compute + "regions/us-central1/routers/bookinfo-istio-router")[0]["nats"]!.DeepClone();

        Assert.Equal(["description"], JsonDifference.Find(Desired("router.insert-with-nat"), together).Select(d => d.Split(':')[0]));
    }

    [Fact]
    public void Record_is_the_addition_of_a_change() =>
        Assert.Contains(
            Sent("POST", "/dns/v1/projects/mesh-demo/managedZones/example/changes").Select(c => c["additions"]?[0]).OfType<JsonObject>(),
            a => !JsonDifference.Find(Desired("dns.rrset.create"), a).Any());

    [Fact]
    public void Policy_is_written_once_with_all_six_roles_and_everything_that_was_there()
    {
        var written = Sent("POST", "/v1/projects/mesh-demo:setIamPolicy")[0]["policy"]!;
        var desired = Desired("project.setIamPolicy")["policy"]!;

        Assert.Equal(desired["version"]!.GetValue<int>(), written["version"]!.GetValue<int>());
        Assert.False(string.IsNullOrEmpty(written["etag"]!.GetValue<string>()));
        Assert.Equal(Granted(desired).Order(), Granted(written).Order());
        Assert.Contains(written["bindings"]!.AsArray(), b => b!["role"]!.GetValue<string>() == "roles/owner");

        static IEnumerable<string> Granted(JsonNode policy) => policy["bindings"]!.AsArray()
            .Where(b => b!["members"]!.AsArray().Any(m => m!.GetValue<string>() == Member)).Select(b => b!["role"]!.GetValue<string>());
    }

    [Fact]
    public void Every_recorded_body_is_compared()
    {
        var files = Directory.GetFiles(Path.GetDirectoryName(GcpFacts.Desired("network.insert.json"))!, "*.json").Select(Path.GetFileNameWithoutExtension);

        Assert.Equal([.. Bodies.Keys.Concat(["router.insert-with-nat", "dns.rrset.create", "project.setIamPolicy"]).Order()], files.Order());
    }

    [Fact]
    public void Every_request_of_the_lifecycles_is_as_Google_documents_it()
    {
        string[] names = ["compute.v1.json", "container.v1.json", "iam.v1.json", "cloudresourcemanager.v1.json", "dns.v1.json", "serviceusage.v1.json", "cloudbilling.v1.json"];
        var documents = names.Select(DiscoveryDocument.Load).ToArray();

        var problems = recording.Requests.Select(r => documents.Select(d => d.Problems(r)).MinBy(p => p is [] ? 0 : p[0].EndsWith("no such method", StringComparison.Ordinal) ? 2 : 1)!)
            .SelectMany(p => p).Distinct();

        Assert.Empty(problems);
        var kinds = recording.Requests.Select(r => $"{r.Method} {Regex.Replace(r.Uri.AbsolutePath, "operation-[0-9a-f-]+|acat[^/]*", "OPERATION")}").Distinct().ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"{recording.Requests.Count} requests of {kinds.Length} kinds");
        Assert.True(kinds.Length > 70, string.Join(Environment.NewLine, kinds));
    }

    private static (string Method, string Path, (string Path, string Why)[] Differences) Firewall(string suffix) =>
        ("POST", Compute + "global/firewalls?" + suffix, [("description", Mark)]);

    private static JsonObject Desired(string name) =>
        (JsonObject)JsonNode.Parse(File.ReadAllText(GcpFacts.Desired(name + ".json")).Replace("PROJECT", GkeWorld.Project, StringComparison.Ordinal))!;

    private IReadOnlyList<JsonObject> Sent(string method, string path)
    {
        var parts = path.Split('?');
        return [.. recording.Requests.Where(r => r.Method == method && r.Uri.AbsolutePath == parts[0]).Select(r => r.Json).OfType<JsonObject>()
            .Where(b => parts.Length == 1 || b["name"]?.GetValue<string>() == "bookinfo-istio-" + parts[1])];
    }
}
