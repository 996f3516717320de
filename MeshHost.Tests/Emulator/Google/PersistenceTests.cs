namespace MeshHost.Tests.Emulator.Google;

public sealed class PersistenceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meshhost-google-");

    [Fact]
    public async Task Resources_and_unfinished_operations_survive_a_restart()
    {
        string operation;
        await using (var server = await CloudServer.StartAsync(o => o with { DataFolder = _folder.FullName }))
        {
            await server.CreateFoundationAsync();
            await server.ContainerAsync("POST", "locations/us-central1-a/clusters", ClusterBodies.Create);
        }

        // This one is stopped while it works on a second network, which would take a day.
        await using (var server = await CloudServer.StartAsync(o => o with { DataFolder = _folder.FullName, TimeScale = 10_000 }))
        {
            Assert.Equal("bookinfo-istio", Assert.Single(server.Host.Running).Value.Name);
            var started = await server.OkAsync("POST", "/compute/v1/projects/mesh-demo/global/networks", """{"name":"second","autoCreateSubnetworks":false}""");
            operation = new Uri(started["selfLink"]!.GetValue<string>()).AbsolutePath;
        }

        await using (var server = await CloudServer.StartAsync(o => o with { DataFolder = _folder.FullName }))
        {
            var cluster = await server.OkAsync("GET", $"/v1/projects/mesh-demo/{ClusterBodies.Path}");
            Assert.Equal("RUNNING", cluster["status"]!.GetValue<string>());
            Assert.NotEqual("DONE", (await server.OkAsync("GET", operation))["status"]!.GetValue<string>());
            await server.OkAsync("GET", "/compute/v1/projects/mesh-demo/global/networks/second");
        }
    }

    [Fact]
    public async Task Accounts_policies_zones_records_and_switched_on_services_survive_a_restart()
    {
        const string Zones = "/dns/v1/projects/mesh-demo/managedZones";
        await using (var server = await CloudServer.StartAsync(o => o with { DataFolder = _folder.FullName }))
        {
            await server.CreateFoundationAsync();
            await server.OkAsync("POST", Zones, """{"name":"demo","dnsName":"example.test.","description":"demo","visibility":"public"}""");
            await server.OkAsync("POST", Zones + "/demo/rrsets", """{"name":"a.example.test.","type":"A","ttl":60,"rrdatas":["198.51.100.9"]}""");
            server.Cloud.SetBilling("mesh-demo", "");
        }

        await using (var server = await CloudServer.StartAsync(o => o with { DataFolder = _folder.FullName, EnabledServices = [] }))
        {
            Assert.Equal("198.51.100.9", server.Cloud.ResolveA("a.example.test"));
            await server.OkAsync("GET", "/v1/projects/mesh-demo/serviceAccounts/nodes-sa@mesh-demo.iam.gserviceaccount.com");
            await server.OkAsync("GET", "/compute/v1/projects/mesh-demo/global/networks/vpc");
            Assert.Contains("roles/owner", (await server.OkAsync("POST", "/v1/projects/mesh-demo:getIamPolicy", "{}")).ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("\"billingEnabled\":true", (await server.OkAsync("GET", "/v1/projects/mesh-demo/billingInfo")).ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_is_refused_with_the_files_name()
    {
        var file = Path.Combine(_folder.FullName, "google.json");
        await File.WriteAllTextAsync(file, "{\"version\":1,", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => CloudServer.StartAsync(o => o with { DataFolder = _folder.FullName }));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
