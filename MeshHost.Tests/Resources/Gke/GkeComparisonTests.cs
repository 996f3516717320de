using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;
using MeshHost.Resources.Gke;

namespace MeshHost.Tests.Resources.Gke;

public sealed class GkeComparisonTests
{
    private static readonly Firewall s_rule = new()
    {
        Name = "f",
        Network = "projects/p/global/networks/n",
        Direction = "INGRESS",
        Priority = 1000,
        Allowed = [new() { IPProtocol = "tcp", Ports = ["80", "443"] }, new() { IPProtocol = "udp" }],
        SourceRanges = ["10.0.0.0/8", "192.168.0.0/16"],
        TargetServiceAccounts = ["a@p.iam.gserviceaccount.com"],
    };

    [Fact]
    public void Other_spellings_of_the_same_firewall_rule_are_no_drift()
    {
        var server = s_rule with
        {
            Network = "https://www.googleapis.com/compute/v1/projects/p/global/networks/n",
            Disabled = false,
            LogConfig = new() { Enable = false },
            Allowed = [new() { IPProtocol = "udp" }, new() { IPProtocol = "tcp", Ports = ["443"] }, new() { IPProtocol = "6", Ports = ["80"] }],
            SourceRanges = ["192.168.0.0/16", "10.0.0.0/8"],
        };

        Assert.Empty(FirewallRuleLifecycle.Compare(s_rule, server));
    }

    [Fact]
    public void Every_changed_field_of_a_firewall_rule_is_drift()
    {
        var changed = s_rule with { Disabled = true, Priority = 10, SourceRanges = ["0.0.0.0/0"], TargetTags = ["x"], Direction = "EGRESS" };

        var changes = FirewallRuleLifecycle.Compare(s_rule, changed);

        Assert.Equal(["direction", "disabled", "priority", "sourceRanges", "targetTags"], changes.Select(c => c.Path).Order());
        Assert.Equal("direction", Assert.Single(changes, c => c.Immutable).Path);
    }

    [Theory]
    [InlineData("10.0.0.0/21", false)]
    [InlineData("10.0.0.0/19", true)]
    [InlineData("10.1.0.0/20", true)]
    public void Primary_range_grows_in_place_and_does_not_shrink_or_move(string current, bool immutable)
    {
        var desired = new Subnetwork { Network = "n", IpCidrRange = "10.0.0.0/20", PrivateIpGoogleAccess = true, SecondaryIpRanges = [] };

        var change = Assert.Single(SubnetworkLifecycle.Compare(desired, desired with { IpCidrRange = current }));

        Assert.Equal(immutable, change.Immutable);
    }

    [Fact]
    public void Ranges_that_GKE_has_added_and_their_order_are_no_drift()
    {
        var desired = new Subnetwork
        {
            Network = "n",
            IpCidrRange = "10.0.0.0/20",
            PrivateIpGoogleAccess = true,
            SecondaryIpRanges = [new() { RangeName = "pods", IpCidrRange = "10.1.0.0/16" }, new() { RangeName = "services", IpCidrRange = "10.2.0.0/20" }],
        };

        Assert.Empty(SubnetworkLifecycle.Compare(desired, desired with
        {
            SecondaryIpRanges = [new() { RangeName = "gke-x-pods-1", IpCidrRange = "10.9.0.0/16" }, .. desired.SecondaryIpRanges.Reverse()],
        }));
    }

    [Fact]
    public void Size_of_an_autoscaled_pool_is_the_autoscalers_business()
    {
        var desired = Pool() with { Autoscaling = new() { Enabled = true, MinNodeCount = 1, MaxNodeCount = 5 } };

        Assert.Empty(NodePoolComparer.Compare(desired, desired, size: 5));
        Assert.Equal(3, Assert.Single(NodePoolComparer.Compare(Pool(), Pool(), size: 4)).Size);
        Assert.Empty(NodePoolComparer.Compare(Pool(), Pool() with { InitialNodeCount = 9, Version = "1.2" }, size: 3));
    }

    [Fact]
    public void Labels_of_others_on_a_pool_are_carried_along()
    {
        var desired = Pool() with { Config = Pool().Config! with { Labels = new Dictionary<string, string> { ["role"] = "mesh" } } };
        var actual = Pool() with { Config = Pool().Config! with { Labels = new Dictionary<string, string> { ["theirs"] = "1" } } };

        var labels = Assert.Single(NodePoolComparer.Compare(desired, actual, null)).Update!.Labels!.Labels!;

        Assert.Equal(("mesh", "1"), (labels["role"], labels["theirs"]));
    }

    [Fact]
    public void Each_request_of_a_pool_changes_what_Google_lets_change_together()
    {
        var actual = Pool() with
        {
            Config = Pool().Config! with { MachineType = "e2-small", DiskSizeGb = 10, Spot = true },
            Management = new() { AutoRepair = false, AutoUpgrade = true },
        };

        var steps = NodePoolComparer.Compare(Pool(), actual, 3);

        Assert.Equal(3, steps.Count);
        Assert.True(Assert.Single(steps[0].Changes).Immutable);
        Assert.Equal(["config.machineType", "config.diskSizeGb"], steps[1].Changes.Select(c => c.Path));
        Assert.NotNull(steps[2].Management);
    }

    private static NodePool Pool() => new()
    {
        Name = "p",
        InitialNodeCount = 3,
        Autoscaling = new() { Enabled = false },
        Management = new() { AutoRepair = true, AutoUpgrade = true },
        Config = new()
        {
            MachineType = "e2-standard-4",
            DiskType = "pd-balanced",
            DiskSizeGb = 50,
            ImageType = "COS_CONTAINERD",
            ServiceAccount = "a@b.c",
            OauthScopes = ["https://www.googleapis.com/auth/cloud-platform"],
            WorkloadMetadataConfig = new() { Mode = "GKE_METADATA" },
        },
    };
}
