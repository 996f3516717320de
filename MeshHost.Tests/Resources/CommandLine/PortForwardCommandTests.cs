using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MeshHost.Kubernetes;
using MeshHost.Tests.Hosting;

namespace MeshHost.Tests.Resources.CommandLine;

public sealed class PortForwardCommandTests(RolledOutMesh mesh) : IClassFixture<RolledOutMesh>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_of_a_node_answers_on_loopback_over_several_connections_at_once()
    {
        await using var forwarding = Forwarding.Start(mesh, "bookinfo-productpage", ":9080");
        var line = await forwarding.ReadLineAsync();

        Assert.Matches(@"^Forwarding from 127\.0\.0\.1:[1-9][0-9]* -> 9080$", line);
        var port = int.Parse(line.Split(':', ' ')[3], CultureInfo.InvariantCulture);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 8 });
        var pages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/productpage"), Cancellation)));
        Assert.All(pages, p => Assert.Contains("The Comedy of Errors", p, StringComparison.Ordinal));
        Assert.Contains("Service bookinfo/productpage, now Pod bookinfo/productpage-v1-", forwarding.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Same_port_here_is_taken_when_none_is_given_and_json_is_one_object_a_port()
    {
        var free = FreePort();
        await using var forwarding = Forwarding.Start(mesh, "bookinfo-productpage", $"{free}:http", "0:9080", "-o", "json");
        var first = JsonDocument.Parse(await forwarding.ReadLineAsync()).RootElement;
        var second = JsonDocument.Parse(await forwarding.ReadLineAsync()).RootElement;

        Assert.Equal(free, first.GetProperty("port").GetInt32());
        Assert.NotEqual(free, second.GetProperty("port").GetInt32());
        Assert.All([first, second], f => Assert.Equal(9080, f.GetProperty("remotePort").GetInt32()));
        Assert.All([first, second], f => Assert.Equal("127.0.0.1", f.GetProperty("address").GetString()));
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri($"http://127.0.0.1:{second.GetProperty("port").GetInt32()}/health"), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Port_of_a_pod_that_no_service_has_is_reached_with_its_name()
    {
        var pod = (await mesh.Kubernetes.ListAsync(new("", "v1", "Pod"), "bookinfo", new ListOptions { LabelSelector = "app=details" }, Cancellation)).Single().Name;
        var refused = await mesh.RunAsync("port-forward", "bookinfo-details", ":15000");
        await using var forwarding = Forwarding.Start(mesh, "bookinfo-details", ":15000", "--pod", pod);
        var port = await forwarding.PortAsync();

        Assert.Equal(1, refused.Exit);
        Assert.Contains($"No Service of 'bookinfo-details' has the port 15000. There is bookinfo/details with 9080", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"A port that no Service has is reached with --pod. There is bookinfo/{pod}.", refused.Error, StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Contains("LIVE", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/server_info"), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_chooses_among_the_services_of_a_node_and_where_several_have_it_they_are_named()
    {
        await using var forwarding = Forwarding.Start(mesh, "observability-prometheus", ":9090");
        await forwarding.PortAsync();
        var ambiguous = await mesh.RunAsync("port-forward", "bookinfo", ":9080");
        await using var chosen = Forwarding.Start(mesh, "bookinfo", ":9080", "--service", "bookinfo/ratings");
        await chosen.PortAsync();

        Assert.Contains("prometheus", forwarding.Errors, StringComparison.Ordinal);
        Assert.Equal(1, ambiguous.Exit);
        Assert.Contains("Several Services of 'bookinfo' have the port 9080. Choose one with --service. There are bookinfo/details with 9080", ambiguous.Error, StringComparison.Ordinal);
        Assert.Contains("Service bookinfo/ratings, now Pod", chosen.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_in_the_pod_is_told_and_ends_the_connection_alone()
    {
        var pod = (await mesh.Kubernetes.ListAsync(new("", "v1", "Pod"), "bookinfo", new ListOptions { LabelSelector = "app=ratings" }, Cancellation)).Single().Name;
        await using var forwarding = Forwarding.Start(mesh, "bookinfo-ratings", ":4711", ":9080", "--pod", pod);
        var (refusing, serving) = (await forwarding.PortAsync(), await forwarding.PortAsync());
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, refusing, Cancellation);

        await forwarding.UntilErrorAsync("connection refused");
        Assert.Equal(0, await ReadToEndAsync(client));
        using var http = new HttpClient();
        Assert.Contains("ratings", await http.GetStringAsync(new Uri($"http://127.0.0.1:{serving}/ratings/0"), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pod_that_goes_ends_the_forwarding_to_it_with_its_name()
    {
        var pod = (await mesh.Kubernetes.ListAsync(new("", "v1", "Pod"), "bookinfo", new ListOptions { LabelSelector = "app=reviews,version=v3" }, Cancellation)).Single();
        await using var forwarding = Forwarding.Start(mesh, "bookinfo-reviews", ":9080", "--pod", pod.Name);
        var port = await forwarding.PortAsync();
        await mesh.Kubernetes.DeleteAsync(pod.Reference, new DeleteOptions { GracePeriodSeconds = 0 }, Cancellation);

        Assert.Equal(1, await forwarding.EndAfterConnectingAsync(port));
        Assert.Matches($"Pod bookinfo/{pod.Name} is (gone|not running)", forwarding.Errors);
    }

    [Fact]
    public async Task Taken_port_is_one_sentence_and_nothing_stays_behind()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (free, busy) = (FreePort(), ((IPEndPoint)taken.LocalEndpoint).Port);
        var (exit, _, error) = await mesh.RunAsync("port-forward", "bookinfo-details", $"{free}:9080", $"{busy}:9080");

        Assert.Equal(1, exit);
        Assert.Contains($"Cannot listen on 127.0.0.1:{busy}: another program listens there. Take another port, or any free one with :REMOTE.", error, StringComparison.Ordinal);
        using var again = new TcpListener(IPAddress.Loopback, free);
        again.Start();
    }

    [Theory]
    [InlineData(3, "There is no node 'nobody'", "nobody", "80")]
    [InlineData(1, "There is nothing behind 'bookinfo-istio-network' that could run pods", "bookinfo-istio-network", "80")]
    [InlineData(1, "There are no pods behind 'bookinfo-rules'", "bookinfo-rules", "80")]
    [InlineData(1, "No Service 'other' leads to a pod behind 'bookinfo-details'. There is bookinfo/details with 9080", "bookinfo-details", ":9080", "--service", "other")]
    [InlineData(1, "No pod behind 'bookinfo-details' is named 'other'. There is bookinfo/details-v1-", "bookinfo-details", ":9080", "--pod", "other")]
    [InlineData(1, "has no port 'grpc'. It has: 9080", "bookinfo-details", ":grpc", "--service", "details")]
    [InlineData(1, "Cannot listen on 192.0.2.1:0: this machine has no such address", "bookinfo-details", ":9080", "--address", "192.0.2.1")]
    [InlineData(3, "'80:90:100' is not a port", "bookinfo-details", "80:90:100")]
    [InlineData(3, "'70000' is not a port", "bookinfo-details", "70000")]
    [InlineData(3, "'8080:' is not a port", "bookinfo-details", "8080:")]
    [InlineData(3, "'everywhere' is not an IP address", "bookinfo-details", "80", "--address", "everywhere")]
    [InlineData(3, "Give either --service or --pod", "bookinfo-details", "80", "--service", "a", "--pod", "b")]
    [InlineData(3, "Required argument missing for command: 'port-forward'", "bookinfo-details")]
    public async Task Bad_input_is_one_sentence(int code, string message, params string[] args)
    {
        var (exit, output, error) = await mesh.RunAsync(["port-forward", .. args]);

        Assert.Equal(code, exit);
        Assert.Empty(output);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupt_ends_the_process_with_0_and_closes_its_connections()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT to send to a process.");
        Assert.SkipWhen(Interrupts.AreIgnored(), "The tests were started with SIGINT ignored, as a shell does in the background, and programs inherit that.");
        using var process = AppHostProcess.Start(["port-forward", "bookinfo-details", ":9080", "--target", "kubeconfig"], ("KUBECONFIG", mesh.KubeconfigPath));
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(Cancellation).AsTask().DefaultTimeout();
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, int.Parse(line!.Split(':', ' ')[3], CultureInfo.InvariantCulture), Cancellation);
            Interrupts.Send(process);

            Assert.Equal(0, await ReadToEndAsync(client));
            var error = await process.StandardError.ReadToEndAsync(Cancellation).DefaultTimeout();
            await process.WaitForExitAsync(Cancellation).DefaultTimeout();
            Assert.True(process.ExitCode == 0, error);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<int> ReadToEndAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], Cancellation).AsTask().DefaultTimeout();
        }
        catch (IOException)
        {
            return 0; // cut rather than closed
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
