using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.Telemetry;
using MeshHost.Resources.Lifecycle;
using MeshHost.Resources.Rollout;
using MeshHost.Tests.AppHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace MeshHost.Tests.Hosting.Dashboard.Browser;

/// <summary>What a person sees while things happen.</summary>
[Collection(BrowserTests.Name)]
public sealed class LiveDashboardTests(BrowserFixture browser) : HostTest, IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Rollout_is_followed_to_its_end_without_loading_the_page_again()
    {
        var chromium = browser.Browser;
        await using var world = await MeshWorld.StartAsync();
        var application = await world.StartApplicationAsync(RolloutOperation.Up, MeshFixture.TurnOn);
        await using var session = await BrowserSession.SignInAsync(chromium, application);
        await session.Page.EvaluateAsync("() => { window.loadedOnce = true; }");

        var result = await application.Services.GetRequiredService<RolloutTracker>().Completion.WaitAsync(TestContext.Current.CancellationToken);
        await session.WaitForAsync("() => !document.querySelector('.rollout .is-working, .rollout .is-waiting') && document.querySelector('.rollout .is-ready')");

        Assert.True(result.Succeeded, result.Describe());
        Assert.True(await session.Page.EvaluateAsync<bool>("() => window.loadedOnce === true"));
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Failing_node_is_told_with_its_reason_and_what_it_holds_up()
    {
        var chromium = browser.Browser;
        await using var world = await MeshWorld.StartAsync();
        var (application, _) = await world.UpAsync(builder =>
        {
            MeshFixture.TurnOn(builder);
            MeshWorld.Remove(builder, r => r is DnsRecordResource);
            foreach (var certificate in builder.Resources.OfType<HostCertificateResource>())
            {
                var annotation = certificate.Annotations.OfType<LifecycleAnnotation>().Single();
                (annotation.Timeout, annotation.AttemptTimeout) = (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15));
            }
        });
        await using var session = await BrowserSession.SignInAsync(chromium, application);

        var notice = session.Page.Locator(".failure").First;
        await Assertions.Expect(notice.GetByText("the name does not exist yet").First).ToBeVisibleAsync();
        await Assertions.Expect(notice.GetByText("Held up by it").First).ToBeVisibleAsync();
        await session.ScreenshotAsync("failure-light");
        await session.Page.Locator(".failure a strong").First.ClickAsync();
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Complementary)).ToContainTextAsync("the name does not exist yet");
        await session.GoToAsync("/graph");
        await Assertions.Expect(session.Page.Locator("svg .node.is-failed").First).ToBeVisibleAsync();
        await session.ScreenshotAsync("failure-graph-light");
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Command_with_arguments_runs_once_it_is_confirmed()
    {
        var chromium = browser.Browser;
        var builder = DashboardClient.CreateBuilder();
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        builder.AddResource(new Widget("widget")).WithInitialState(EmptySnapshot).WithCommand(
            "paint",
            "Paint",
            async context =>
            {
                await finish.Task.WaitAsync(context.CancellationToken);
                return CommandResults.Success("Painted.", $"in {context.Arguments.GetString("colour")}");
            },
            new CommandOptions
            {
                ConfirmationMessage = "The old paint is lost. Go on?",
                Arguments = [new InteractionInput { Name = "colour", InputType = InputType.Text, Required = true }],
            });
        await using var session = await BrowserSession.SignInAsync(chromium, await StartAsync(builder));
        var dialog = session.Page.GetByRole(AriaRole.Dialog);
        await session.GoToAsync("/?resource=widget");
        await session.Page.GetByRole(AriaRole.Complementary).GetByRole(AriaRole.Button, new() { Name = "Paint" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("The old paint is lost. Go on?")).ToBeVisibleAsync();

        await dialog.GetByLabel("colour *").FillAsync("blue");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Paint" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("At work for")).ToBeVisibleAsync();
        finish.SetResult();

        await Assertions.Expect(dialog.GetByText("in blue")).ToBeVisibleAsync();
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Missing_parameter_is_asked_for_and_taken()
    {
        var chromium = browser.Browser;
        var builder = DashboardClient.CreateBuilder();
        var parameter = builder.AddParameter("colour");
        await using var session = await BrowserSession.SignInAsync(chromium, await StartAsync(builder));

        await session.Page.GetByLabel("colour *").FillAsync("blue");
        await session.ScreenshotAsync("prompt-light");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "OK" }).ClickAsync();
        await session.WaitForAsync("() => !document.querySelector('.prompt')");

        Assert.Equal("blue", await parameter.Resource.GetValueAsync(TestContext.Current.CancellationToken));
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Secret_is_shown_on_a_click_and_hidden_on_the_next()
    {
        const string Secret = "correct horse battery staple";
        var chromium = browser.Browser;
        var builder = DashboardClient.CreateBuilder($"--Parameters:password={Secret}");
        builder.AddParameter("password", secret: true);
        await using var session = await BrowserSession.SignInAsync(chromium, await StartAsync(builder));
        await session.GoToAsync("/?resource=password");
        var value = session.Page.Locator("[data-secret] [data-value]");
        await Assertions.Expect(value).Not.ToContainTextAsync(Secret);

        await session.Page.Locator("[data-reveal]").ClickAsync();
        await Assertions.Expect(value).ToHaveTextAsync(Secret);
        await session.Page.Locator("[data-reveal]").ClickAsync();

        await Assertions.Expect(value).Not.ToContainTextAsync(Secret);
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Ten_thousand_spans_and_two_hundred_resources_stay_fluid()
    {
        var chromium = browser.Browser;
        var builder = DashboardClient.CreateBuilder();
        for (var i = 0; i < 200; i++)
        {
            builder.AddResource(new Widget($"widget-{i:000}")).WithInitialState(EmptySnapshot);
        }

        var application = await StartAsync(builder);
        var trace = Fill(application.Services.GetRequiredService<TelemetryStore>(), 10_000);
        await using var session = await BrowserSession.SignInAsync(chromium, application);
        await session.WaitForAsync("() => document.querySelectorAll('.grid tbody tr').length === 200");
        await session.GoToAsync($"/traces/{trace}");
        await session.WaitForAsync("() => document.querySelector('[data-virtual]').scrollHeight > 10000 * 26");
        Assert.True(await session.Page.Locator(".waterfall .row").CountAsync() < 250);

        await session.Page.EvaluateAsync("() => { const list = document.querySelector('[data-virtual]'); list.scrollTop = list.scrollHeight; }");

        await Assertions.Expect(session.Page.GetByRole(AriaRole.Link, new() { Name = "span 9999", Exact = true })).ToBeVisibleAsync();
        Assert.True(await session.Page.Locator(".waterfall .row").CountAsync() < 250);
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task End_of_the_host_is_told()
    {
        var chromium = browser.Browser;
        await using var application = DashboardClient.CreateBuilder().Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        await using var session = await BrowserSession.SignInAsync(chromium, application);

        await application.StopAsync(TestContext.Current.CancellationToken);

        await Assertions.Expect(session.Page.GetByText("The host cannot be reached.")).ToBeVisibleAsync();
    }

    private static string Fill(TelemetryStore store, int count)
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < count; i++)
        {
            store.Put(new SpanRecord(
                trace, $"{i:x16}", i == 0 ? null : $"{0:x16}", $"span {i}", "MeshHost.Tests", ActivityKind.Internal,
                start.AddMilliseconds(i), start.AddMilliseconds(i + 20), ActivityStatusCode.Unset, null, [], [], []));
        }

        return trace;
    }
}
