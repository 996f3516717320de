using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp.Dns;
using MeshHost.Resources.PublicAccess;

namespace MeshHost.Tests.Resources.Gke;

public sealed class GkeDnsTests
{
    private const string P = GkeWorld.Project;

    [Fact]
    public async Task Record_is_made_with_its_mark_follows_its_address_and_goes()
    {
        await using var world = await StartAsync();
        var ct = TestContext.Current.CancellationToken;

        await world.UpOkAsync(c => Declare(c, "198.51.100.7"));
        var first = await RecordsAsync(world);
        world.Traffic.Clear();
        await world.UpOkAsync(c => Declare(c, "198.51.100.7"));
        var changes = world.Traffic.Changes;
        await world.UpOkAsync(c => Declare(c, "198.51.100.8"));
        var second = await RecordsAsync(world);
        var down = await world.DownAsync(c => Declare(c, "198.51.100.8"));

        Assert.Equal(["A bookinfo.example.com. 198.51.100.7", "TXT _meshhost.bookinfo.example.com. \"managed by meshhost for cluster 'bookinfo-istio'\""], first);
        Assert.Empty(changes);
        Assert.Equal("A bookinfo.example.com. 198.51.100.8", second[0]);
        Assert.True(down.Succeeded, down.Describe());
        Assert.Null(await world.Cloud.Dns.GetZoneAsync(P, "example", ct));
    }

    [Fact]
    public async Task Record_of_somebody_else_is_refused_and_stays()
    {
        await using var world = await StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await world.Cloud.Dns.CreateZoneAsync(P, new ManagedZone { Name = "example", DnsName = "example.com.", Description = "theirs", Visibility = "public" }, ct);
        await world.Cloud.Dns.ChangeRecordsAsync(P, "example", new DnsChange
        {
            Additions = [new() { Name = "bookinfo.example.com.", Type = "A", Ttl = 60, Rrdatas = ["192.0.2.1"] }],
        }, ct);

        var result = await world.UpAsync(c => Declare(c, "198.51.100.7", existing: true));
        await world.DownAsync(c => Declare(c, "198.51.100.7", existing: true));

        Assert.Contains("points to 192.0.2.1 and is not ours", result.Nodes.Single(n => n.Name == "record").Cause, StringComparison.Ordinal);
        Assert.Equal(["A bookinfo.example.com. 192.0.2.1"], await RecordsAsync(world));
    }

    [Fact]
    public async Task Missing_zone_is_named_with_what_to_do()
    {
        await using var world = await StartAsync();

        var result = await world.UpAsync(c => c.AddDnsRecord("record", _ => ValueTask.FromResult("a.nowhere.test"), _ => ValueTask.FromResult("198.51.100.7")));

        Assert.Contains("no public DNS zone for a.nowhere.test.", result.Nodes.Single(n => n.Name == "record").Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Question_and_answer_are_as_the_protocol_has_them()
    {
        var question = DnsQuery.Encode(0x1234, "a.example.com.", DnsQuery.A);
        byte[] answer = [.. question, 0xC0, 0x0C, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 198, 51, 100, 7];
        answer[7] = 1;

        Assert.Equal([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, (byte)'a'], question.Take(14));
        Assert.Equal(["198.51.100.7"], DnsQuery.Decode(answer, DnsQuery.A));
        Assert.Throws<InvalidDataException>(() => DnsQuery.Decode(answer.AsSpan(0, answer.Length - 3), DnsQuery.A));
    }

    private static Task<GkeWorld> StartAsync() => GkeWorld.StartAsync(o => o with
    {
        EnabledServices = ["dns.googleapis.com", "compute.googleapis.com", "container.googleapis.com", "iam.googleapis.com", "cloudresourcemanager.googleapis.com", "serviceusage.googleapis.com"],
    });

    private static void Declare(IResourceBuilder<GkeClusterResource> cluster, string address, bool existing = false)
    {
        var builder = cluster.ApplicationBuilder;
        var zone = builder.AddDnsZone("example", builder.CreateResourceBuilder(cluster.Resource.Project), "example.com", existing);
        cluster.AddDnsRecord("record", _ => ValueTask.FromResult("bookinfo.example.com"), _ => ValueTask.FromResult(address)).DependsOn(zone);
    }

    private static async Task<IReadOnlyList<string>> RecordsAsync(GkeWorld world) =>
        [.. (await world.Cloud.Dns.ListRecordsAsync(P, "example", null, null, TestContext.Current.CancellationToken))
            .Where(r => r.Type is "A" or "TXT").Select(r => $"{r.Type} {r.Name} {string.Join(" ", r.Rrdatas!)}").Order(StringComparer.Ordinal)];
}
