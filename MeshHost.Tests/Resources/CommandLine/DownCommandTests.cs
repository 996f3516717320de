using MeshHost.Gcp;
using MeshHost.Gcp.Dns;
using MeshHost.Tests.AppHost;

namespace MeshHost.Tests.Resources.CommandLine;

public sealed class DownCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task What_survives_is_listed_and_the_exit_code_says_so(string output)
    {
        await using var world = await MeshWorld.StartAsync();
        using var connection = new GoogleCloudConnection(GoogleCloudConnectionOptions.ForEmulator(world.Emulator.GoogleBaseUri));
        var cloud = new GoogleCloud(connection);
        await cloud.ServiceUsage.EnableAsync("mesh-demo", ["dns.googleapis.com"], null, Cancellation);
        var zone = Assert.Single(await cloud.Dns.ListZonesAsync("mesh-demo", null, Cancellation));
        await cloud.Dns.ChangeRecordsAsync("mesh-demo", zone.Name!, new DnsChange
        {
            Additions = [new() { Name = $"_meshhost.old.{MeshWorld.Domain}.", Type = "TXT", Ttl = 300, Rrdatas = ["\"managed by meshhost for cluster 'bookinfo-istio'\""] }],
        }, Cancellation);

        var (exit, result, error) = await RolledOutMesh.RunAsync(world.CreateBuilder(), "down", "--yes", "-o", output);

        Assert.Equal(1, exit);
        Assert.Contains($"record _meshhost.old.{MeshWorld.Domain}.", result + error, StringComparison.Ordinal);
    }
}
