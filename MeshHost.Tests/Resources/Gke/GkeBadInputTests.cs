using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>Options that Google would refuse: found in the declaration, or by the preflight before anything is changed.</summary>
public sealed class GkeBadInputTests
{
    private static Dictionary<string, (Action<IResourceBuilder<GkeClusterResource>> Declare, string Expected)> Declarations { get; } = new()
    {
        ["disk type"] = (c => c.WithNodePool("x", configure: p => p.DiskType = "floppy"), "unknown disk type 'floppy'"),
        ["disk size"] = (c => c.WithNodePool("x", configure: p => p.DiskSizeGb = 5), "boot disk of 5 GB"),
        ["image"] = (c => c.WithNodePool("x", configure: p => p.ImageType = "WINDOWS_95"), "unknown image 'WINDOWS_95'"),
        ["node count"] = (c => c.WithNodePool("x", nodeCount: 2000), "asks for 2000 nodes"),
        ["one limit"] = (c => c.WithNodePool("x", configure: p => p.MaxNodeCount = 3), "only one of the limits"),
        ["limits"] = (c => c.WithNodePool("x", nodeCount: 9, configure: p => (p.MinNodeCount, p.MaxNodeCount) = (1, 4)), "outside its autoscaling limits 1 to 4"),
        ["node label"] = (c => c.WithNodePool("x", configure: p => p.Labels["no spaces"] = "x"), "label 'no spaces=x'"),
        ["reserved label"] = (c => c.WithNodePool("x", configure: p => p.Labels["kubernetes.io/role"] = "x"), "label 'kubernetes.io/role=x'"),
        ["taint key"] = (c => c.WithNodePool("x", configure: p => p.Taints.Add(new("", "v", "NO_SCHEDULE"))), "taint"),
        ["pool name"] = (c => c.WithNodePool("Pool"), "node pool name 'Pool'"),
        ["machine type"] = (c => c.WithNodePool("x", "large"), "invalid machine type 'large'"),
        ["version"] = (c => c.WithReleaseChannel("REGULAR", "newest"), "version 'newest'"),
        ["channel"] = (c => c.WithReleaseChannel("NIGHTLY"), "release channel 'NIGHTLY'"),
        ["pod range name"] = (c => c.WithExistingNetwork("n", "s", " ", "services"), "podRange"),
        ["authorized network"] = (c => c.WithAuthorizedNetwork("home", "198.51.100.300/32"), "authorized network 'home'"),
        ["zone"] = (c => c.WithNodeZones("us central1 b"), "zone 'us central1 b'"),
    };

    private static Dictionary<string, (Action<IResourceBuilder<GkeClusterResource>> Declare, string Expected)> Preflights { get; } = new()
    {
        ["zone of another region"] = (c => c.WithNodeZones("europe-west1-b"), "'europe-west1-b' is not in the region 'us-central1'"),
        ["unknown zone"] = (c => c.WithLocation("us-central1-x"), "There is no zone 'us-central1-x'"),
        ["unknown region"] = (c => c.WithLocation("mars-north1-a"), "There is no region 'mars-north1'"),
        ["label"] = (c => c.WithLabel("Team", "mesh"), "label 'Team=mesh'"),
        ["no pool"] = (GkeRecording.RemovePools, "has no node pool"),
        ["no authorized network"] = (c => c.Resource.Options.AuthorizedNetworks.Clear(), "has no authorized network"),
        ["regional is three times the nodes"] = (c => c.WithLocation("us-central1").WithNodePool("many", nodeCount: 100), "holds 256"),
        ["unknown machine type"] = (c => c.WithNodePool("huge", "e9-standard-4", 1), "no machine type 'e9-standard-4'"),
        ["version that is not offered"] = (c => c.WithReleaseChannel("STABLE", "1.12"), "version '1.12' is not offered in channel 'STABLE'"),
        ["missing network"] = (c => c.WithExistingNetwork("n", "s", "pods", "services"), "There is no subnetwork 's'"),
        ["missing zone"] = (c => c.ApplicationBuilder.AddDnsZone("gone", c.ApplicationBuilder.CreateResourceBuilder(c.Resource.Project), "gone.test", existing: true), "no DNS zone 'gone'"),
        ["name without a zone"] = (c => c.AddDnsRecord("record", _ => ValueTask.FromResult("a.nowhere.test"), _ => ValueTask.FromResult("198.51.100.7")), "no public DNS zone for a.nowhere.test."),
    };

    public static TheoryData<string> DeclarationNames => [.. Declarations.Keys];

    public static TheoryData<string> PreflightNames => [.. Preflights.Keys];

    [Theory]
    [MemberData(nameof(DeclarationNames))]
    public void Declaration_that_cannot_be_is_refused_where_it_is_made(string name)
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var (declare, expected) = Declarations[name];

        var failure = Assert.ThrowsAny<ArgumentException>(() => declare(builder.AddGkeCluster("mesh", builder.AddParameter("gcp-project"))));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(PreflightNames))]
    public async Task Declaration_that_does_not_fit_the_project_is_refused_before_anything_is_changed(string name)
    {
        await using var world = await GkeWorld.StartAsync(o => o with
        {
            EnabledServices =
            [
                "artifactregistry.googleapis.com", "cloudresourcemanager.googleapis.com", "compute.googleapis.com", "container.googleapis.com", "dns.googleapis.com",
                "iam.googleapis.com", "logging.googleapis.com", "monitoring.googleapis.com", "serviceusage.googleapis.com", "storage.googleapis.com",
            ],
        });
        var (declare, expected) = Preflights[name];

        var result = await world.UpAsync(declare);

        Assert.Contains(expected, result.Nodes.Single(n => n.Name == "bookinfo-istio-preflight").Cause, StringComparison.Ordinal);
        Assert.Empty(world.Traffic.Changes);
    }
}
