using Aspire.Hosting;
using MeshHost.Tests.Emulator.Google;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>What MeshHost has made, read by Google's own client: every setting of the how-to.</summary>
public sealed class GcloudReadingTests
{
    private const string Account = "bookinfo-istio-nodes@mesh-demo.iam.gserviceaccount.com";

    private const string Network = "compute networks describe bookinfo-istio-vpc";

    private const string Subnetwork = "compute networks subnets describe bookinfo-istio-subnet --region us-central1";

    private const string Nat = "compute routers nats describe bookinfo-istio-nat --router bookinfo-istio-router --region us-central1";

    private const string Rule = "compute firewall-rules describe bookinfo-istio-";

    private const string Cluster = "container clusters describe bookinfo-istio --zone us-central1-a";

    private const string Pool = "container node-pools describe bookinfo-istio-pool --cluster bookinfo-istio --zone us-central1-a";

    private const string Ports = "allowed[].map().firewall_rule().list()";

    /// <summary>Setting of the how-to, the command that shows it, gcloud's format expression, and the value.</summary>
    private static readonly (string Setting, string Command, string Format, string Value)[] s_settings =
    [
        ("network of its own, without automatic subnetworks", Network, "autoCreateSubnetworks", "False"),
        ("regional routing", Network, "routingConfig.routingMode", "REGIONAL"),
        ("range of the nodes", Subnetwork, "ipCidrRange", "10.10.0.0/20"),
        ("secondary range names", Subnetwork, "secondaryIpRanges[].rangeName.list()", "pods,services"),
        ("secondary ranges", Subnetwork, "secondaryIpRanges[].ipCidrRange.list()", "10.20.0.0/16,10.30.0.0/20"),
        ("private Google access", Subnetwork, "privateIpGoogleAccess", "True"),
        ("automatic NAT addresses", Nat, "natIpAllocateOption", "AUTO_ONLY"),
        ("NAT for all ranges", Nat, "sourceSubnetworkIpRangesToNat", "ALL_SUBNETWORKS_ALL_IP_RANGES"),
        ("NAT logging", Nat, "logConfig.enable", "True"),
        ("NAT logs errors only", Nat, "logConfig.filter", "ERRORS_ONLY"),
        ("control plane to webhooks and kubelets", Rule + "master-webhooks", Ports, "tcp:8443,tcp:10250,tcp:15017"),
        ("from the control plane only", Rule + "master-webhooks", "sourceRanges.list()", "172.16.0.0/28"),
        ("to our nodes only", Rule + "master-webhooks", "targetServiceAccounts.list()", Account),
        ("istiod", Rule + "istio-control-plane", Ports, "tcp:15010,tcp:15012,tcp:15014,tcp:15017"),
        ("istiod from nodes and pods", Rule + "istio-control-plane", "sourceRanges.list()", "10.10.0.0/20,10.20.0.0/16"),
        ("sidecars", Rule + "istio-data-plane", Ports, "tcp:15001,tcp:15006,tcp:15008,tcp:15020,tcp:15021,tcp:15090"),
        ("public ports", Rule + "ingress", Ports, "tcp:80,tcp:443"),
        ("from everywhere", Rule + "ingress", "sourceRanges.list()", "0.0.0.0/0"),
        ("health checks", Rule + "health-checks", "sourceRanges.list()", "35.191.0.0/16,130.211.0.0/22,209.85.152.0/22,209.85.204.0/22"),
        ("nodes and pods among themselves", Rule + "internal", Ports, "tcp,udp,icmp"),
        ("account of the nodes", $"iam service-accounts describe {Account}", "displayName", "GKE nodes of bookinfo-istio"),
        ("six roles", $"projects get-iam-policy mesh-demo --flatten=bindings --filter=bindings.members:{Account}", "bindings.role",
            "roles/artifactregistry.reader\nroles/logging.logWriter\nroles/monitoring.metricWriter\nroles/monitoring.viewer\nroles/stackdriver.resourceMetadata.writer\nroles/storage.objectViewer"),
        ("network of the cluster", Cluster, "network", "bookinfo-istio-vpc"),
        ("subnetwork of the cluster", Cluster, "subnetwork", "bookinfo-istio-subnet"),
        ("range of the pods", Cluster, "ipAllocationPolicy.clusterSecondaryRangeName", "pods"),
        ("range of the services", Cluster, "ipAllocationPolicy.servicesSecondaryRangeName", "services"),
        ("private nodes", Cluster, "privateClusterConfig.enablePrivateNodes", "True"),
        ("public control plane", Cluster, "controlPlaneEndpointsConfig.ipEndpointsConfig.enablePublicEndpoint", "True"),
        ("range of the control plane", Cluster, "privateClusterConfig.masterIpv4CidrBlock", "172.16.0.0/28"),
        ("authorized networks", Cluster, "controlPlaneEndpointsConfig.ipEndpointsConfig.authorizedNetworksConfig.cidrBlocks[].cidrBlock.list()", "203.0.113.7/32"),
        ("names of the authorized networks", Cluster, "controlPlaneEndpointsConfig.ipEndpointsConfig.authorizedNetworksConfig.cidrBlocks[].displayName.list()", "office"),
        ("Workload Identity", Cluster, "workloadIdentityConfig.workloadPool", "mesh-demo.svc.id.goog"),
        ("HTTP load balancing is not off", Cluster, "addonsConfig.httpLoadBalancing.disabled", ""),
        ("release channel", Cluster, "releaseChannel.channel", "REGULAR"),
        ("logs", Cluster, "loggingConfig.componentConfig.enableComponents.list()", "SYSTEM_COMPONENTS,WORKLOADS"),
        ("shielded nodes", Cluster, "shieldedNodes.enabled", "True"),
        ("our mark", Cluster, "resourceLabels.managed-by", "meshhost"),
        ("pools", Cluster, "nodePools[].name.list()", "bookinfo-istio-pool"),
        ("state", Cluster, "status", "RUNNING"),
        ("machine type", Pool, "config.machineType", "e2-standard-4"),
        ("disk type", Pool, "config.diskType", "pd-balanced"),
        ("disk size", Pool, "config.diskSizeGb", "50"),
        ("account of the pool", Pool, "config.serviceAccount", Account),
        ("scopes", Pool, "config.oauthScopes.list()", "https://www.googleapis.com/auth/cloud-platform"),
        ("node label", Pool, "config.labels.role", "mesh"),
        ("metadata of workloads", Pool, "config.workloadMetadataConfig.mode", "GKE_METADATA"),
        ("secure boot", Pool, "config.shieldedInstanceConfig.enableSecureBoot", "True"),
        ("autoscaling from", Pool, "autoscaling.minNodeCount", "1"),
        ("autoscaling to", Pool, "autoscaling.maxNodeCount", "5"),
        ("repair", Pool, "management.autoRepair", "True"),
        ("upgrades", Pool, "management.autoUpgrade", "True"),
        ("record", "dns record-sets describe grafana.example.com. --zone example --type A", "rrdatas.list()", "198.51.100.7"),
        ("time to live", "dns record-sets describe grafana.example.com. --zone example --type A", "ttl", "300"),
        ("zone", "dns managed-zones describe example", "dnsName", "example.com."),
    ];

    [Fact]
    public async Task Gcloud_shows_every_setting_of_the_how_to()
    {
        Gcloud.SkipWhenMissing();
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync(c =>
        {
            GkeRecording.DeclareHowTo(c);
            var builder = c.ApplicationBuilder;
            var zone = builder.AddDnsZone("example", builder.CreateResourceBuilder(c.Resource.Project), "example.com");
            c.AddDnsRecord("record", _ => ValueTask.FromResult("grafana.example.com"), _ => ValueTask.FromResult("198.51.100.7")).DependsOn(zone);
        });
        using var gcloud = new Gcloud(world.Address);

        var wrong = new List<string>();
        foreach (var command in s_settings.GroupBy(s => s.Command))
        {
            var rows = command.ToArray();
            var output = (await gcloud.RunAsync($"{command.Key} '--format=value({string.Join(',', rows.Select(r => r.Format))})'")).TrimEnd('\n');
            var values = rows.Length == 1 ? [output] : output.Split('\t');
            wrong.AddRange(rows.Select((r, i) => (r.Setting, r.Value, Shown: i < values.Length ? values[i].Replace(';', ',') : "nothing"))
                .Where(r => r.Shown != r.Value).Select(r => $"{r.Setting}: {r.Shown} instead of {r.Value}"));
        }

        Assert.Empty(wrong);
    }
}
