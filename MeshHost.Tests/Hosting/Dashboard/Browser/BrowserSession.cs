using System.Collections.Concurrent;
using Aspire.Hosting;
using MeshHost.Hosting.Dashboard;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace MeshHost.Tests.Hosting.Dashboard.Browser;

/// <summary>A person at the dashboard of an application. What the browser complains about fails the test.</summary>
internal sealed class BrowserSession : IAsyncDisposable
{
    private const float Timeout = 120_000;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private BrowserSession(IBrowserContext context, IPage page, Uri address)
    {
        _context = context;
        Page = page;
        Address = address;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Type}: {message.Text} {message.Location}");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    public Uri Address { get; }

    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Opens the printed link, as a person does.</summary>
    public static async Task<BrowserSession> SignInAsync(IBrowser browser, DistributedApplication application, ColorScheme scheme = ColorScheme.Light)
    {
        var host = application.Services.GetRequiredService<DashboardHost>();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
        });
        context.SetDefaultTimeout(Timeout);
        var session = new BrowserSession(context, await context.NewPageAsync(), host.Address!);
        await session.Page.GotoAsync(host.CreateLink().AbsoluteUri);
        return session;
    }

    public Task GoToAsync(string path) => Page.GotoAsync(new Uri(Address, path).AbsoluteUri);

    /// <summary>Keeps what the page looks like, for a person to look at.</summary>
    public async Task ScreenshotAsync(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "MeshHost.sln")))
        {
            root = root.Parent;
        }

        var folder = Path.Combine(root?.FullName ?? AppContext.BaseDirectory, "artifacts", "screenshots");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
    }

    /// <summary>Waits until something is so, with the page left to itself.</summary>
    public Task WaitForAsync(string expression) => Page.WaitForFunctionAsync(expression);

    public void AssertNoComplaints() => Assert.True(_complaints.IsEmpty, string.Join(Environment.NewLine, _complaints));

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
