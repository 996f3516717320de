using System.Security.Claims;
using MeshHost.Hosting.Dashboard.Commands;
using MeshHost.Hosting.Dashboard.Live;
using MeshHost.Hosting.Dashboard.Pages;
using MeshHost.Hosting.Dashboard.Prompts;
using MeshHost.Hosting.Dashboard.Resources;
using MeshHost.Hosting.Dashboard.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MeshHost.Hosting.Dashboard;

/// <summary>The addresses of the dashboard.</summary>
internal static class DashboardEndpoints
{
    public static void MapDashboard(this IEndpointRouteBuilder endpoints, DashboardHost host)
    {
        endpoints.MapGet("/login", LoginAsync).AllowAnonymous();
        endpoints.MapPost("/login/link", () => PrintLink(host)).AllowAnonymous();
        endpoints.MapPost("/logout", (Delegate)LogoutAsync);
        endpoints.MapGet("/assets/{version}/{name}", Asset).AllowAnonymous();
        endpoints.MapGet("/live", (LiveFeed feed, CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(feed.WatchAsync(cancellationToken)));

        foreach (var page in DashboardPages.All)
        {
            endpoints.MapGet(page.Path, (HttpContext context, IAntiforgery antiforgery) => Page(page.Component, context, antiforgery));
        }

        endpoints.MapGet("/traces/{traceId}", (HttpContext context, IAntiforgery antiforgery) => Page(typeof(Traces.TracePage), context, antiforgery));
        endpoints.MapGet("/commands/{resource}/{command}", (HttpContext context) => Fragment<CommandDialog>(context));
        endpoints.MapPost("/commands/{resource}/{command}", StartCommandAsync);
        endpoints.MapGet("/runs/{run:int}", (HttpContext context) => Fragment<CommandDialog>(context));
        endpoints.MapPost("/reveal", RevealAsync);
        endpoints.MapPost("/prompts/{id:int}", AnswerAsync);
    }

    /// <summary>Exchanges the token of the link for a cookie, and leads on without it: it must not stay in the address bar.</summary>
    private static async Task<IResult> LoginAsync(HttpContext context, LoginTokens tokens)
    {
        string? token = context.Request.Query["t"];
        if (string.IsNullOrEmpty(token))
        {
            return Login(wasRefused: false);
        }

        // A second click on the link, in the browser that it has let in, is no mistake.
        if (context.User.Identity?.IsAuthenticated == true)
        {
            return Results.Redirect("/");
        }

        if (!tokens.TryUse(token))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Login(wasRefused: true);
        }

        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, Guid.NewGuid().ToString("N"))],
            CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity)).ConfigureAwait(false);
        return Results.Redirect("/");

        static RazorComponentResult<LoginPage> Login(bool wasRefused) =>
            new(new Dictionary<string, object?> { [nameof(LoginPage.WasRefused)] = wasRefused });
    }

    private static RedirectHttpResult PrintLink(DashboardHost host)
    {
        host.PrintLinkAgain();
        return TypedResults.Redirect("/login?printed=1");
    }

    private static async Task<RedirectHttpResult> LogoutAsync(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme).ConfigureAwait(false);
        return TypedResults.Redirect("/login");
    }

    private static IResult Asset(string version, string name, HttpResponse response)
    {
        if (DashboardAssets.Find(version, name) is not { } content)
        {
            return TypedResults.NotFound();
        }

        response.Headers.Remove(HeaderNames.Pragma);
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(content, DashboardAssets.ContentType(name));
    }

    private static RazorComponentResult<DashboardDocument> Page(Type component, HttpContext context, IAntiforgery antiforgery)
    {
        var isFragment = context.Request.Headers.ContainsKey(DashboardHeaders.Fragment);
        context.Features.Set(new PageRequest(context.Request, isFragment ? null : antiforgery.GetAndStoreTokens(context).RequestToken));
        return new(new Dictionary<string, object?> { [nameof(DashboardDocument.Page)] = component });
    }

    private static RazorComponentResult<TComponent> Fragment<TComponent>(HttpContext context)
        where TComponent : IComponent
    {
        context.Features.Set(new PageRequest(context.Request, antiforgeryToken: null));
        return new();
    }

    private static async Task<IResult> StartCommandAsync(string resource, string command, HttpContext context, CommandRuns runs)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        if (runs.Start(resource, command, Values(form)) is not { } run)
        {
            return TypedResults.NotFound();
        }

        context.Features.Set(new PageRequest(context.Request, antiforgeryToken: null));
        return new RazorComponentResult<CommandDialog>(new Dictionary<string, object?> { [nameof(CommandDialog.RunId)] = run.Id });
    }

    private static async Task<IResult> RevealAsync(HttpContext context, ResourceMirror resources)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        return resources.State.TryFind(form["resource"].ToString(), out var view)
            && view.Snapshot.Properties.FirstOrDefault(p => p.Name == form["property"]) is { } property
            ? TypedResults.Text(PropertyText.Of(property.Value))
            : TypedResults.NotFound();
    }

    private static async Task<IResult> AnswerAsync(int id, HttpContext context, Interactions.InteractionService interactions)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var answer = form["answer"].ToString() switch
        {
            "primary" => Interactions.InteractionAnswer.Primary,
            "secondary" => Interactions.InteractionAnswer.Secondary,
            _ => Interactions.InteractionAnswer.Dismissed,
        };
        await interactions.AnswerAsync(id, answer, Values(form), context.RequestAborted).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    // Inputs are prefixed, so that none can be taken for what the form itself says.
    private static Dictionary<string, string?> Values(IFormCollection form) => form
        .Where(f => f.Key.StartsWith(InputFields.Prefix, StringComparison.Ordinal))
        .ToDictionary(f => f.Key[InputFields.Prefix.Length..], string? (f) => Last(f.Value), StringComparer.OrdinalIgnoreCase);

    // A box that is ticked comes after the hidden field that stands for one that is not.
    private static string? Last(StringValues values) => values.Count > 0 ? values[^1] : null;
}
