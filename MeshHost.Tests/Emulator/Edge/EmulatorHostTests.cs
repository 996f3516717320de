using System.Net;
using System.Net.Sockets;
using MeshHost.Emulator;

namespace MeshHost.Tests.Emulator.Edge;

/// <summary>The emulator as a whole.</summary>
public sealed class EmulatorHostTests
{
    [Fact]
    public async Task Start_names_the_port_WhenItIsTaken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var host = new EmulatorHost(new EmulatorOptions { Ports = new EmulatorPorts { Google = port } });

        var failure = await Assert.ThrowsAsync<EmulatorException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains($"127.0.0.1:{port}: the port is in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proxy_says_that_there_is_no_such_host_WhenNoZoneHasIt()
    {
        await using var host = new EmulatorHost(new EmulatorOptions { TimeScale = 0 });
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(host.ProxyUri) });

        using var response = await client.GetAsync(new Uri("http://nowhere.example.com/"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("no such host", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
