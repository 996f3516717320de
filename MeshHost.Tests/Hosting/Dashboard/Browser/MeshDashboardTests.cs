using Microsoft.Playwright;

namespace MeshHost.Tests.Hosting.Dashboard.Browser;

/// <summary>What a person sees of a finished rollout of the whole mesh.</summary>
[Collection(BrowserTests.Name)]
public sealed class MeshDashboardTests(BrowserFixture browser, MeshFixture mesh) : IClassFixture<BrowserFixture>, IClassFixture<MeshFixture>
{
    [Fact]
    public async Task Link_leads_to_the_resources_and_leaves_no_token_in_the_address()
    {
        await using var session = await SignInAsync();

        await Assertions.Expect(session.Page.GetByRole(AriaRole.Heading, new() { Name = "Resources", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Link, new() { Name = "istio-istiod", Exact = true }).First).ToBeVisibleAsync();
        Assert.Equal(session.Address, new Uri(session.Page.Url));
        await session.ScreenshotAsync("resources-light");
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Details_tell_conditions_properties_relationships_and_events()
    {
        await using var session = await SignInAsync();
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "istio-istiod", Exact = true }).First.ClickAsync();

        var details = session.Page.GetByRole(AriaRole.Complementary, new() { Name = "Details of istio-istiod" });

        foreach (var section in new[] { "Conditions", "Properties", "Relationships", "Events" })
        {
            await Assertions.Expect(details.GetByRole(AriaRole.Heading, new() { Name = section, Exact = true })).ToBeVisibleAsync();
        }

        await session.ScreenshotAsync("details-light");
        await session.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(details).ToBeHiddenAsync();
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Filter_leaves_what_matches_below_its_parents()
    {
        await using var session = await SignInAsync();
        await session.Page.Keyboard.PressAsync("/");
        await session.Page.Keyboard.TypeAsync("subnetwork");

        await session.WaitForAsync("() => location.search.includes('q=subnetwork') && document.querySelectorAll('.grid tbody tr').length < 5");

        Assert.True(await session.Page.Locator(".grid tbody tr").CountAsync() >= 2);
        Assert.Equal("subnetwork", await session.Page.GetByRole(AriaRole.Searchbox).InputValueAsync());
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Graph_shows_every_node_the_critical_path_and_zooms_by_keys()
    {
        await using var session = await SignInAsync();
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Graph", Exact = true }).ClickAsync();
        var drawing = session.Page.Locator("svg[data-drawing]");
        await drawing.WaitForAsync();

        Assert.True(await session.Page.Locator("svg .node").CountAsync() > 30);
        Assert.True(await session.Page.Locator("svg .node.critical").CountAsync() > 3);
        await session.ScreenshotAsync("graph-light");
        var before = await drawing.GetAttributeAsync("viewBox");
        await session.Page.Locator("svg .node").First.FocusAsync();
        await session.Page.Keyboard.PressAsync("+");
        Assert.NotEqual(before, await drawing.GetAttributeAsync("viewBox"));
        await session.Page.Keyboard.PressAsync("0");
        Assert.Equal(before, await drawing.GetAttributeAsync("viewBox"));
        await session.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Complementary)).ToBeVisibleAsync();
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Timeline_shows_when_each_node_waited_and_worked()
    {
        await using var session = await SignInAsync();
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Timeline", Exact = true }).ClickAsync();
        await session.Page.Locator(".timeline li.critical").First.WaitForAsync();

        Assert.True(await session.Page.Locator(".timeline .work").CountAsync() > 30);
        await session.ScreenshotAsync("timeline-light");
        await session.Page.Locator("select[name=only]").SelectOptionAsync("critical");
        await session.WaitForAsync("() => !document.querySelector('.timeline li:not(.critical):not(.scale)')");
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Trace_of_the_rollout_is_a_waterfall_whose_spans_tell_their_attributes_and_links()
    {
        await using var session = await SignInAsync();
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Traces", Exact = true }).ClickAsync();
        await session.ScreenshotAsync("traces-light");
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "rollout", Exact = true }).ClickAsync();
        await session.Page.Locator(".waterfall").WaitForAsync();
        await session.Page.GetByRole(AriaRole.Searchbox).FillAsync("provision istio-istiod");
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "provision istio-istiod", Exact = true }).ClickAsync();
        var details = session.Page.GetByRole(AriaRole.Complementary);

        await Assertions.Expect(details.GetByText("aspire.resource.name", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(details.GetByRole(AriaRole.Heading, new() { Name = "Links", Exact = true })).ToBeVisibleAsync();
        await session.ScreenshotAsync("waterfall-light");
        await session.Page.GetByRole(AriaRole.Searchbox).FillAsync("istio-base");
        await session.WaitForAsync("() => document.querySelectorAll('.waterfall .row:not(.head)').length < 100 && document.querySelector('.waterfall .row:not(.head)')");
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Logs_are_filtered_by_resource_and_text()
    {
        await using var session = await SignInAsync();
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Logs", Exact = true }).ClickAsync();
        await session.Page.Locator(".log").First.WaitForAsync();
        await session.ScreenshotAsync("logs-light");
        await session.Page.Locator("select[name=resource]").SelectOptionAsync("istio-istiod");
        await session.WaitForAsync("() => [...document.querySelectorAll('.log .where')].every(w => w.textContent === 'istio-istiod')");

        Assert.True(await session.Page.Locator(".log").CountAsync() > 0);
        await session.Page.Locator(".log summary").First.ClickAsync();
        await Assertions.Expect(session.Page.Locator(".log[open] dl")).ToBeVisibleAsync();
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Console_log_of_a_node_and_metrics_are_shown()
    {
        await using var session = await SignInAsync();
        await session.GoToAsync("/console?resource=istio-istiod");
        await Assertions.Expect(session.Page.GetByText("Ready after").First).ToBeVisibleAsync();
        await session.ScreenshotAsync("console-light");
        await session.GoToAsync("/metrics");
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Heading, new() { Name = "meshhost.node.duration", Exact = true })).ToBeVisibleAsync();
        await session.ScreenshotAsync("metrics-light");
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Command_shows_its_result_and_one_that_cannot_be_undone_asks_first()
    {
        await using var session = await SignInAsync();
        await session.GoToAsync("/?resource=istio-base");
        var details = session.Page.GetByRole(AriaRole.Complementary);
        var dialog = session.Page.GetByRole(AriaRole.Dialog);
        await details.GetByRole(AriaRole.Button, new() { Name = "Show diff" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Show diff" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("No changes: everything is as declared.")).ToBeVisibleAsync();
        await session.ScreenshotAsync("command-light");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await details.GetByRole(AriaRole.Button, new() { Name = "Destroy" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("This cannot be undone.")).ToBeVisibleAsync();
        await session.ScreenshotAsync("confirmation-light");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        session.AssertNoComplaints();
    }

    [Fact]
    public async Task Dark_and_light_follow_the_system_until_a_person_decides()
    {
        await using var session = await SignInAsync(ColorScheme.Dark);
        var dark = await BackgroundAsync(session);
        await session.ScreenshotAsync("resources-dark");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
        var light = await BackgroundAsync(session);
        await session.GoToAsync("/timeline");

        Assert.NotEqual(dark, light);
        Assert.Equal(light, await BackgroundAsync(session));
        session.AssertNoComplaints();
    }

    [Theory]
    [MemberData(nameof(PagesInBothSchemes))]
    public async Task Page_has_no_serious_obstacle_to_anybody(string path, ColorScheme scheme)
    {
        var axe = AxeCore.FindOrSkip();
        await using var session = await SignInAsync(scheme);
        var address = path == "/traces/rollout" ? await RolloutAddressAsync(session) : path;
        await session.GoToAsync(address);

        var violations = await AxeCore.FindSeriousAsync(session.Page, axe);

        await session.ScreenshotAsync($"axe{path.Split('?')[0].Replace('/', '-')}-{scheme}");
        Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations));
    }

    public static TheoryData<string, ColorScheme> PagesInBothSchemes()
    {
        var data = new TheoryData<string, ColorScheme>();
        foreach (var path in new[] { "/", "/?resource=istio-istiod", "/graph", "/timeline", "/console?resource=istio-istiod", "/logs", "/traces", "/traces/rollout", "/metrics", "/login" })
        {
            data.Add(path, ColorScheme.Light);
            data.Add(path, ColorScheme.Dark);
        }

        return data;
    }

    private static async Task<string> RolloutAddressAsync(BrowserSession session)
    {
        await session.GoToAsync("/traces");
        return await session.Page.GetByRole(AriaRole.Link, new() { Name = "rollout", Exact = true }).GetAttributeAsync("href") ?? "/traces";
    }

    private static Task<string> BackgroundAsync(BrowserSession session) =>
        session.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    private async Task<BrowserSession> SignInAsync(ColorScheme scheme = ColorScheme.Light)
    {
        var chromium = browser.Browser;
        return await BrowserSession.SignInAsync(chromium, await mesh.GetApplicationAsync(), scheme);
    }
}
