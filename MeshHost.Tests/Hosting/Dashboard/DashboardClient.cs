using System.Net;
using Aspire.Hosting;
using MeshHost.Hosting.Dashboard;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Hosting.Dashboard;

/// <summary>A browser without a screen: it keeps cookies, and follows redirects only when asked.</summary>
internal sealed class DashboardClient : IDisposable
{
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
    private readonly HttpClient _http;

    public DashboardClient(DistributedApplication application)
    {
        Host = application.Services.GetRequiredService<DashboardHost>();
        _handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.Subject == "CN=MeshHost dashboard";
        _http = new HttpClient(_handler) { BaseAddress = Host.Address, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public DashboardHost Host { get; }

    public CookieContainer Cookies => _handler.CookieContainer;

    public static IDistributedApplicationBuilder CreateBuilder(params string[] args) =>
        HostTest.CreateBuilder(new DistributedApplicationOptions { Args = args });

    public static async Task<DashboardClient> SignInAsync(DistributedApplication application)
    {
        var client = new DashboardClient(application);
        using var response = await client.GetAsync(client.Host.CreateLink().PathAndQuery);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return client;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request, TestContext.Current.CancellationToken);

    public async Task<string> GetPageAsync(string path)
    {
        using var response = await GetAsync(path);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode} {text}");
        return text;
    }

    /// <summary>Gets a page again and again until it is as it should be.</summary>
    public async Task<string> WaitForPageAsync(string path, Func<string, bool> condition)
    {
        while (true)
        {
            var page = await GetPageAsync(path);
            if (condition(page))
            {
                return page;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    public async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] values)
    {
        var page = await GetPageAsync("/");
        var token = Between(page, "<meta name=\"antiforgery\" content=\"", "\"");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new FormUrlEncodedContent(values.Select(v => KeyValuePair.Create(v.Name, v.Value))),
        };
        request.Headers.Add("X-Dashboard-Antiforgery", token);
        return await SendAsync(request);
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        Assert.True(start >= 0, $"'{before}' is not in the page.");
        start += before.Length;
        return WebUtility.HtmlDecode(text[start..text.IndexOf(after, start, StringComparison.Ordinal)]);
    }
}
