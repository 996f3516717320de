using System.Net;
using Aspire.Hosting;
using MeshHost.Gcp.Compute;
using MeshHost.Lifecycle.Running;
using MeshHost.Resources.Targets;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Resources.Gke;

public sealed class GkePreflightTests
{
    private const string P = GkeWorld.Project;

    private static readonly string[] s_allButOne =
    [
        "cloudbilling.googleapis.com", "cloudresourcemanager.googleapis.com", "compute.googleapis.com", "container.googleapis.com", "dns.googleapis.com",
        "iam.googleapis.com", "logging.googleapis.com", "monitoring.googleapis.com", "serviceusage.googleapis.com", "storage.googleapis.com",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_stands_in_the_way_is_in_one_report_and_nothing_was_changed()
    {
        await using var world = await GkeWorld.StartAsync(o => o with
        {
            EnabledServices = s_allButOne,
            Quotas = new Dictionary<string, double> { ["CPUS"] = 8, ["NETWORKS"] = 1 },
        });
        await CreateNetworkAsync(world, "another-vpc", null);
        world.Google.SetBilling(P, "");
        world.Google.Permissions.Deny("compute.firewalls.create");
        world.Google.Permissions.Deny("dns.changes.create");
        world.Google.Permissions.Deny("serviceusage.services.enable");
        world.Traffic.Clear();

        var result = await world.UpAsync(c =>
        {
            c.ApplicationBuilder.Services.AddSingleton(new TargetEnvironment { EgressAddress = IPAddress.Parse("192.0.2.44") });
            c.WithReleaseChannel("REGULAR", "1.19").WithNodePool("many", "e2-standard-4", 300);
            c.AddDnsRecord("record", _ => ValueTask.FromResult("a.nowhere.test"), _ => ValueTask.FromResult("198.51.100.7"));
        });

        var cause = result.Nodes.Single(n => n.Name == "bookinfo-istio-preflight").Cause!;
        Assert.All(
            (string[])
            [
                "Billing is off for project 'mesh-demo'",
                "lacks artifactregistry.googleapis.com, and the caller may not enable them",
                "lacks permissions on project 'mesh-demo': compute.firewalls.create, dns.changes.create. They are in roles/compute.securityAdmin, roles/dns.admin",
                "The quota CPUS of us-central1 is too small: limit 8, in use 0, needed 1212",
                "The quota NETWORKS of project 'mesh-demo' is too small: limit 1, in use 1, needed 1",
                "The version '1.19' is not offered in channel 'REGULAR' of us-central1-a. Offered: ",
                "the range of the pods 10.20.0.0/16 holds 256",
                "This machine reaches the internet from 192.0.2.44, which is in none of the authorized networks",
                "no public DNS zone for a.nowhere.test.",
                "Nothing was changed.",
            ],
            expected => Assert.Contains(expected, cause, StringComparison.Ordinal));
        Assert.Empty(world.Traffic.Changes);
        Assert.All(result.Nodes.Where(n => n.Name.StartsWith("bookinfo-istio-", StringComparison.Ordinal) && n.Name != "bookinfo-istio-preflight"), n => Assert.Equal(NodeStatus.Blocked, n.Status));
    }

    [Fact]
    public async Task What_could_not_be_asked_while_the_APIs_were_off_is_asked_before_anything_else_is_made()
    {
        await using var world = await GkeWorld.StartAsync(o => o with { Quotas = new Dictionary<string, double> { ["CPUS"] = 8 } });

        var result = await world.UpAsync();

        var cause = result.Nodes.Single(n => n.Name == "bookinfo-istio-services").Cause!;
        Assert.Contains("The quota CPUS of us-central1 is too small", cause, StringComparison.Ordinal);
        Assert.Contains("has been enabled.", cause, StringComparison.Ordinal);
        Assert.EndsWith("services:batchEnable", Assert.Single(world.Traffic.Changes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ranges_that_others_in_the_network_have_taken_are_named_with_their_owner()
    {
        await using var world = await GkeWorld.StartAsync(o => o with { EnabledServices = [.. s_allButOne, "artifactregistry.googleapis.com"] });
        await CreateNetworkAsync(world, "bookinfo-istio-vpc", "managed by meshhost for cluster 'bookinfo-istio'");
        await CreateSubnetworkAsync(world, "data", "10.10.8.0/24", ("archive", "10.20.128.0/20"));
        world.Traffic.Clear();

        var result = await world.UpAsync();

        var cause = result.Nodes.Single(n => n.Name == "bookinfo-istio-preflight").Cause!;
        Assert.Contains("The range of the nodes 10.10.0.0/20 overlaps 10.10.8.0/24 of subnetwork 'data'", cause, StringComparison.Ordinal);
        Assert.Contains("The range of the pods 10.20.0.0/16 overlaps 10.20.128.0/20 of subnetwork 'data'", cause, StringComparison.Ordinal);
        Assert.Empty(world.Traffic.Changes);
    }

    [Fact]
    public async Task Network_to_be_used_must_have_the_ranges_private_access_and_room_for_the_control_plane()
    {
        await using var world = await GkeWorld.StartAsync(o => o with { EnabledServices = [.. s_allButOne, "artifactregistry.googleapis.com"] });
        await CreateNetworkAsync(world, "bookinfo-istio-vpc", "theirs");
        await CreateSubnetworkAsync(world, "data", "172.16.0.0/24", ("archive", "10.20.128.0/20"));
        world.Traffic.Clear();

        var result = await world.UpAsync(c => c.WithExistingNetwork("bookinfo-istio-vpc", "data", "pods", "archive"));

        var cause = result.Nodes.Single(n => n.Name == "bookinfo-istio-preflight").Cause!;
        Assert.Contains("has no secondary range 'pods'. It has archive.", cause, StringComparison.Ordinal);
        Assert.Contains("has no private Google access", cause, StringComparison.Ordinal);
        Assert.Contains("The range of the control plane 172.16.0.0/28 overlaps 172.16.0.0/24 of subnetwork 'data'", cause, StringComparison.Ordinal);
        Assert.Empty(world.Traffic.Changes);
    }

    [Fact]
    public async Task Change_of_the_authorized_networks_that_would_cut_us_off_is_refused()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();

        var result = await world.UpAsync(c =>
        {
            c.ApplicationBuilder.Services.AddSingleton(new TargetEnvironment { EgressAddress = IPAddress.Parse("203.0.113.9") });
            c.Resource.Options.AuthorizedNetworks.Clear();
            c.WithAuthorizedNetwork("elsewhere", "198.51.100.0/24");
        });

        Assert.Contains("WithAuthorizedNetwork(\"this-machine\", \"203.0.113.9/32\")", result.Nodes.Single(n => n.Name == "bookinfo-istio-preflight").Cause, StringComparison.Ordinal);
    }

    private static async Task CreateNetworkAsync(GkeWorld world, string name, string? description)
    {
        var compute = world.Cloud.Compute;
        await compute.Operations.WaitAsync(P, await compute.Networks.InsertAsync(
            P, ComputeScope.Global, name, new Network { Name = name, Description = description, AutoCreateSubnetworks = false }, Cancellation), null, Cancellation);
    }

    private static async Task CreateSubnetworkAsync(GkeWorld world, string name, string range, (string Name, string Range) secondary)
    {
        var compute = world.Cloud.Compute;
        await compute.Operations.WaitAsync(P, await compute.Subnetworks.InsertAsync(P, ComputeScope.Region("us-central1"), name, new Subnetwork
        {
            Name = name,
            Network = $"projects/{P}/global/networks/bookinfo-istio-vpc",
            IpCidrRange = range,
            SecondaryIpRanges = [new() { RangeName = secondary.Name, IpCidrRange = secondary.Range }],
        }, Cancellation), null, Cancellation);
    }
}
