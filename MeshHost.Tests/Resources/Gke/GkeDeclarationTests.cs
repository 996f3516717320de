using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Gke;

namespace MeshHost.Tests.Resources.Gke;

public sealed class GkeDeclarationTests
{
    [Theory]
    [InlineData("10.10.0.0", "is not an IPv4 range")]
    [InlineData("10.10.0.0/33", "is not an IPv4 range")]
    [InlineData("10.10.1/24", "is not an IPv4 range")]
    [InlineData("fd00::/64", "is not an IPv4 range")]
    [InlineData("10.10.5.0/20", "The range that contains it is 10.10.0.0/20")]
    public void Range_that_is_none_is_refused_with_what_would_be_right(string text, string expected)
    {
        var failure = Assert.Throws<ArgumentException>(() => Cluster().WithNetwork(text, "10.20.0.0/16", "10.30.0.0/20", "172.16.0.0/28"));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"range of the nodes '{text}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Overlapping_ranges_are_refused_by_name()
    {
        var failure = Assert.Throws<ArgumentException>(() => Cluster().WithNetwork("10.10.0.0/20", "10.0.0.0/8", "10.30.0.0/20", "172.16.0.0/28"));

        Assert.Contains("range of the nodes 10.10.0.0/20 and the range of the pods 10.0.0.0/8", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Control_plane_range_of_another_size_is_refused() =>
        Assert.Contains("must be a /28", Assert.Throws<ArgumentException>(
            () => Cluster().WithNetwork("10.10.0.0/20", "10.20.0.0/16", "10.30.0.0/20", "172.16.0.0/27")).Message, StringComparison.Ordinal);

    [Fact]
    public void Whole_internet_is_authorized_only_with_an_explicit_word()
    {
        var failure = Assert.Throws<ArgumentException>(() => Cluster().WithAuthorizedNetwork("all", "0.0.0.0/0"));
        var cluster = Cluster().WithAuthorizedNetwork("all", "0.0.0.0/0", allowEverybody: true);

        Assert.Contains("allowEverybody: true", failure.Message, StringComparison.Ordinal);
        Assert.True(Assert.Single(cluster.Resource.Options.AuthorizedNetworks).Range.IsEverything);
    }

    [Theory]
    [InlineData("us-central1-a", "us-central1", false)]
    [InlineData("europe-west1", "europe-west1", true)]
    public void Region_is_found_from_the_location(string location, string region, bool regional)
    {
        var options = Cluster().WithLocation(location).Resource.Options;

        Assert.Equal((region, regional), (options.Region, options.IsRegional));
    }

    [Fact]
    public void Invalid_names_locations_and_pools_are_refused()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var project = builder.AddParameter("p");

        Assert.Throws<ArgumentException>(() => builder.AddGkeCluster("Upper", project));
        Assert.Throws<ArgumentException>(() => Cluster().WithReleaseChannel("FAST"));
        Assert.Throws<ArgumentException>(() => Cluster().WithLabel("managed-by", "me"));
        Assert.Throws<ArgumentException>(() => Cluster().WithNodePool("x", configure: p => p.MinNodeCount = 1));
        Assert.Throws<ArgumentException>(() => Cluster().WithNodePool("x", configure: p => (p.MinNodeCount, p.MaxNodeCount) = (5, 4)));
        Assert.Throws<ArgumentException>(() => Cluster().WithNodePool("x", machineType: "big"));
        Assert.Throws<ArgumentException>(() => Cluster().WithNodePool("x").WithNodePool("x"));
        Assert.Throws<ArgumentException>(() => Cluster().WithNodePool("x", configure: p => p.Taints.Add(new("k", "v", "Never"))));
    }

    [Fact]
    public void Service_account_id_of_a_long_name_is_shortened_and_stays_unique()
    {
        var a = GkeNames.ServiceAccountId("a-very-long-cluster-name-for-production-a");
        var b = GkeNames.ServiceAccountId("a-very-long-cluster-name-for-production-b");

        Assert.NotEqual(a, b);
        Assert.All([a, b], id => Assert.Matches("^[a-z]([-a-z0-9]{4,28}[a-z0-9])$", id));
        Assert.Equal("bookinfo-istio-nodes", GkeNames.ServiceAccountId("bookinfo-istio"));
    }

    [Fact]
    public void Existing_network_takes_the_place_of_our_own_and_nothing_waits_for_what_is_gone()
    {
        var cluster = Cluster().WithExistingNetwork("shared", "mesh", "pods", "services", hostProject: "net-host");
        var resources = cluster.ApplicationBuilder.Resources;

        Assert.DoesNotContain(resources, r => r is GkeNetworkResource or GkeSubnetworkResource or GkeRouterResource or GkeNatResource);
        Assert.Contains(resources, r => r is GkeControlPlaneResource);
        Assert.All(resources.SelectMany(r => r.Annotations.OfType<WaitAnnotation>()), w => Assert.Contains(w.Resource, resources));
    }

    [Fact]
    public void Node_pools_that_do_not_fit_the_ranges_are_found()
    {
        var options = Cluster().WithNodePool("p", nodeCount: 300).WithAuthorizedNetwork("o", "203.0.113.0/24").Resource.Options;

        Assert.Contains("holds 256", Assert.Single(DeclarationRules.Problems("c", options)), StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_know_what_they_overlap_and_contain()
    {
        var range = CidrRange.Parse("10.10.0.0/20");

        Assert.True(range.Overlaps(CidrRange.Parse("10.10.15.0/24")));
        Assert.True(CidrRange.Parse("0.0.0.0/0").Contains(range));
        Assert.False(range.Overlaps(CidrRange.Parse("10.10.16.0/20")));
        Assert.True(range.Contains(System.Net.IPAddress.Parse("10.10.15.255")));
        Assert.False(range.Contains(System.Net.IPAddress.Parse("10.10.16.0")));
        Assert.Equal(4096, range.Size);
    }

    private static IResourceBuilder<GkeClusterResource> Cluster()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        return builder.AddGkeCluster("mesh", builder.AddParameter("gcp-project"));
    }
}
