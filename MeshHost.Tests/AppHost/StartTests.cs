using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace MeshHost.Tests.AppHost;

/// <summary>The AppHost starts on a machine with nothing but the SDK.</summary>
public sealed partial class StartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_without_any_setting_start_side_by_side_with_a_link_that_logs_in_and_listen_on_loopback_only()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process listens on is read from /proc.");
        await using var first = AppHostRun.Start(["--time-scale", "0"]);
        await using var second = AppHostRun.Start(["--time-scale", "0"]);
        AppHostRun[] both = [first, second];
        var links = await Task.WhenAll(both.Select(LinkAsync));

        Assert.Equal(2, links.Select(l => l.Authority).Distinct().Count());
        foreach (var link in links)
        {
            // No certificate is trusted in an empty home.
            Assert.Equal("http", link.Scheme);
            await AssertLogsInAsync(link);
        }

        await Task.WhenAll(both.Select(r => r.WaitForLineAsync("nodes healthy in")));
        var tree = first.FindHelpers().Select(h => int.Parse(h.Split(' ')[0], CultureInfo.InvariantCulture)).Prepend(first.Id);
        Assert.All(ListeningSockets.OfTree([.. tree]), e => Assert.True(IPAddress.IsLoopback(e.Address), $"{e} is not loopback"));

        foreach (var run in both)
        {
            run.Send("TERM");
            Assert.Equal(0, await run.WaitForExitAsync());
            await run.WaitForHelpersToEndAsync();
        }
    }

    [Fact]
    public async Task Home_that_cannot_be_written_is_no_obstacle()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A home folder of Windows is not a variable.");
        await using var run = AppHostRun.Start(["--exit", "--time-scale", "0"], ("HOME", "/proc/nowhere"));

        var exit = await run.WaitForExitAsync();

        Assert.True(exit == 0, run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_that_is_not_set_is_no_obstacle()
    {
        await using var run = AppHostRun.Start(["graph"], ("HOME", null));

        var exit = await run.WaitForExitAsync();

        Assert.True(exit == 0, run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_of_the_dashboard_that_is_in_use_is_one_sentence_and_an_exit_code()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var run = AppHostRun.Start([], ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"));

        Assert.Equal(3, await run.WaitForExitAsync());
        Assert.Contains($"http://127.0.0.1:{port} (ASPNETCORE_URLS)", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private static async Task<Uri> LinkAsync(AppHostRun run) =>
        new(Link().Match(await run.WaitForLineAsync("Login to the dashboard at ")).Value);

    private static async Task AssertLogsInAsync(Uri link)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = true });
        using var page = await http.GetAsync(link, Cancellation);
        using var refused = await http.GetAsync(new Uri(link, "/login?t=wrong"), Cancellation);

        // With the token the dashboard goes on to its first page, without it stays at the door.
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("/login", page.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
    }

    [GeneratedRegex("https?://\\S+/login\\?t=[0-9a-f]+")]
    private static partial Regex Link();
}
