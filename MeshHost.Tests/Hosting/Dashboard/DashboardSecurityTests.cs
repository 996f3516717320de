using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.Dashboard;
using MeshHost.Hosting.Dashboard.Security;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Hosting.Dashboard;

public sealed class DashboardSecurityTests : HostTest
{
    private const string Secret = "correct horse battery staple";

    [Theory]
    [InlineData("/")]
    [InlineData("/graph")]
    [InlineData("/timeline")]
    [InlineData("/console")]
    [InlineData("/logs")]
    [InlineData("/traces")]
    [InlineData("/metrics")]
    public async Task Page_leads_to_the_login_without_a_cookie(string path)
    {
        using var client = new DashboardClient(await StartAsync(DashboardClient.CreateBuilder()));

        using var response = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/login", response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/live")]
    [InlineData("/commands/a/b")]
    [InlineData("/runs/1")]
    public async Task Anything_else_is_refused_without_a_cookie(string path)
    {
        using var client = new DashboardClient(await StartAsync(DashboardClient.CreateBuilder()));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("X-Dashboard-Fragment", "1");

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Link_lets_one_browser_in_once()
    {
        var application = await StartAsync(DashboardClient.CreateBuilder());
        using var first = new DashboardClient(application);
        using var second = new DashboardClient(application);
        var link = first.Host.CreateLink().PathAndQuery;

        using var entered = await first.GetAsync(link);
        using var refused = await second.GetAsync(link);

        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        Assert.Equal("/", entered.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("<h1>Resources</h1>", await first.GetPageAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookie_is_out_of_reach_of_scripts_and_of_other_sites()
    {
        using var client = new DashboardClient(await StartAsync(DashboardClient.CreateBuilder()));

        using var response = await client.GetAsync(client.Host.CreateLink().PathAndQuery);

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void New_link_ends_the_one_before_it()
    {
        var tokens = new LoginTokens();
        var first = tokens.Issue();
        var second = tokens.Issue();

        Assert.False(tokens.TryUse(first));
        Assert.False(tokens.TryUse(null));
        Assert.True(tokens.TryUse(second));
        Assert.False(tokens.TryUse(second));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("192.0.2.1")]
    public async Task Other_hosts_are_refused(string host)
    {
        using var client = new DashboardClient(await StartAsync(DashboardClient.CreateBuilder()));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/login", UriKind.Relative));
        request.Headers.Host = $"{host}:{client.Host.Address!.Port}";

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Requests_that_other_sites_make_are_refused(string header, string value)
    {
        using var client = await DashboardClient.SignInAsync(await StartAsync(DashboardClient.CreateBuilder()));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/live", UriKind.Relative));
        request.Headers.Add(header, value);

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Change_without_the_antiforgery_token_is_refused()
    {
        using var client = await DashboardClient.SignInAsync(await StartAsync(DashboardClient.CreateBuilder()));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/reveal", UriKind.Relative)) { Content = new FormUrlEncodedContent([]) };

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_bind_browsers()
    {
        using var client = await DashboardClient.SignInAsync(await StartAsync(DashboardClient.CreateBuilder()));
        foreach (var path in new[] { "/", "/login", "/no-such-page" })
        {
            using var response = await client.GetAsync(path);

            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        }
    }

    [Fact]
    public async Task Pages_have_no_script_or_style_inline()
    {
        using var client = await DashboardClient.SignInAsync(await StartAsync(DashboardClient.CreateBuilder()));
        foreach (var page in DashboardPages.All)
        {
            var html = await client.GetPageAsync(page.Path);

            Assert.DoesNotContain(" style=", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(" onclick=", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<script>", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("http://cdn", html, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Secret_is_not_in_any_page_until_it_is_asked_for()
    {
        var builder = DashboardClient.CreateBuilder($"--Parameters:password={Secret}");
        builder.AddParameter("password", secret: true);
        using var client = await DashboardClient.SignInAsync(await StartAsync(builder));
        var details = await client.WaitForPageAsync("/?resource=password", p => p.Contains("data-secret", StringComparison.Ordinal));
        foreach (var page in DashboardPages.All)
        {
            Assert.DoesNotContain(Secret, await client.GetPageAsync(page.Path + "?resource=password"), StringComparison.Ordinal);
        }

        using var revealed = await client.PostAsync("/reveal", ("resource", "password"), ("property", "Value"));

        Assert.DoesNotContain(Secret, details, StringComparison.Ordinal);
        Assert.Equal(Secret, await revealed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Text_of_resources_is_never_markup()
    {
        var builder = DashboardClient.CreateBuilder();
        builder.AddResource(new Widget("w")).WithInitialState(EmptySnapshot with { Properties = [new ResourcePropertySnapshot("p", "<img src=x onerror=alert(1)>")] });
        using var client = await DashboardClient.SignInAsync(await StartAsync(builder));

        var html = await client.WaitForPageAsync("/?resource=w", p => p.Contains("onerror", StringComparison.Ordinal));

        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Https_is_served_with_a_certificate_of_its_own_when_asked_for()
    {
        var application = await StartAsync(DashboardClient.CreateBuilder("--MeshHost:Dashboard:Url=https://127.0.0.1:0"));
        using var client = await DashboardClient.SignInAsync(application);

        using var response = await client.GetAsync("/");

        Assert.Equal("https", client.Host.Address!.Scheme);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(client.Cookies.GetAllCookies().All(c => c.Secure));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", null)]
    [InlineData("http://0.0.0.0:0", "true")]
    [InlineData("ftp://127.0.0.1", null)]
    public async Task Address_that_lets_others_in_is_refused(string url, string? allowRemote)
    {
        await using var application = DashboardClient.CreateBuilder(
            $"--MeshHost:Dashboard:Url={url}", $"--MeshHost:Dashboard:AllowRemote={allowRemote}").Build();

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("MeshHost:Dashboard:Url", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--MeshHost:Dashboard=off")]
    [InlineData("--dashboard=off")]
    public async Task Nothing_listens_when_it_is_off(string argument)
    {
        var application = await StartAsync(DashboardClient.CreateBuilder(argument));

        Assert.Null(application.Services.GetRequiredService<DashboardHost>().Address);
    }
}
