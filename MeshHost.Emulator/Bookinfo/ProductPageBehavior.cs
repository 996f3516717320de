using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Bookinfo;

/// <summary>Bookinfo's product page: asks details and reviews, and shows what they say.</summary>
/// <param name="container">The container.</param>
internal sealed class ProductPageBehavior(ContainerContext container) : BookinfoBehavior(container)
{
    private const string SessionCookie = "session";

    public override async Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken)
    {
        // The page tells the services behind it who is logged in: that is what routes by user match on.
        if (UserOf(request) is { } user)
        {
            request = request.WithHeader("end-user", user);
        }

        return request.Path switch
        {
            "/health" => EmulatedResponse.Text("Product page is healthy"),
            "/" or "/index.html" => EmulatedResponse.Html("<title>Simple Bookstore App</title><h1>Hello! This is a simple bookstore application.</h1><a href=\"/productpage?u=normal\">Normal user</a>"),
            "/productpage" => await PageAsync(request, cancellationToken).ConfigureAwait(false),
            "/login" => EmulatedResponse.Redirect("/productpage").WithHeader("Set-Cookie", $"{SessionCookie}={Uri.EscapeDataString(request.Parameters.GetValueOrDefault("username") ?? "")}; Path=/; HttpOnly"),
            "/logout" => EmulatedResponse.Redirect("/productpage").WithHeader("Set-Cookie", $"{SessionCookie}=; Path=/; Max-Age=0"),
            "/api/v1/products" => EmulatedResponse.Json(new JsonArray(Product())),
            _ when request.Path.StartsWith("/static/", StringComparison.Ordinal) => EmulatedResponse.Text("/* bookinfo */", 200, "text/css"),
            _ => await ApiAsync(request, cancellationToken).ConfigureAwait(false),
        };
    }

    private static JsonObject Product() => new()
    {
        ["id"] = 0,
        ["title"] = "The Comedy of Errors",
        ["descriptionHtml"] = "<a href=\"https://en.wikipedia.org/wiki/The_Comedy_of_Errors\">Wikipedia Summary</a>: The Comedy of Errors is one of <b>William Shakespeare's</b> early plays.",
    };

    private static string? UserOf(EmulatedRequest request) => request.Header("cookie")?.Split(';', StringSplitOptions.TrimEntries)
        .FirstOrDefault(cookie => cookie.StartsWith(SessionCookie + "=", StringComparison.Ordinal)) is { } cookie && cookie.Length > SessionCookie.Length + 1
        ? Uri.UnescapeDataString(cookie[(SessionCookie.Length + 1)..])
        : null;

    private async Task<EmulatedResponse> ApiAsync(EmulatedRequest request, CancellationToken cancellationToken)
    {
        const string Prefix = "/api/v1/products/";
        if (!request.Path.StartsWith(Prefix, StringComparison.Ordinal) || request.Path[Prefix.Length..].Split('/') is not [var id, .. var rest])
        {
            return EmulatedResponse.NotFound("<title>404 Not Found</title>");
        }

        var (host, path, what) = rest switch
        {
            [] => (HostOf("details"), $"/details/{id}", "product details"),
            ["reviews"] => (HostOf("reviews"), $"/reviews/{id}", "product reviews"),
            ["ratings"] => (HostOf("ratings"), $"/ratings/{id}", "product ratings"),
            _ => ("", "", ""),
        };
        if (host.Length == 0)
        {
            return EmulatedResponse.NotFound("<title>404 Not Found</title>");
        }

        return await AskAsync(request, host, path, cancellationToken).ConfigureAwait(false) is { Status: 200 } answer
            ? EmulatedResponse.Text(answer.BodyText, 200, "application/json")
            : EmulatedResponse.Json(new JsonObject { ["error"] = $"Sorry, {what} are currently unavailable for this book." }, 500);
    }

    private async Task<EmulatedResponse> PageAsync(EmulatedRequest request, CancellationToken cancellationToken)
    {
        var details = JsonOf(await AskAsync(request, HostOf("details"), "/details/0", cancellationToken).ConfigureAwait(false));

        // The sample tries reviews twice.
        var reviews = JsonOf(await AskAsync(request, HostOf("reviews"), "/reviews/0", cancellationToken).ConfigureAwait(false))
            ?? JsonOf(await AskAsync(request, HostOf("reviews"), "/reviews/0", cancellationToken).ConfigureAwait(false));
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html><html><head><title>Simple Bookstore App</title></head><body><h1>The Comedy of Errors</h1>");
        html.Append(CultureInfo.InvariantCulture, $"<p>Summary: {Product().Text("descriptionHtml")}</p>");
        html.Append(UserOf(request) is { } user ? $"<p>{WebUtility.HtmlEncode(user)} <a href=\"logout\">sign out</a></p>" : "<p><a href=\"login\">Sign in</a></p>");
        AppendDetails(html, details);
        AppendReviews(html, reviews);
        html.Append("</body></html>");
        return EmulatedResponse.Html(html.ToString());
    }

    private static void AppendDetails(StringBuilder html, JsonNode? details)
    {
        if (details is null)
        {
            html.Append("<h4>Error fetching product details!</h4><p>Sorry, product details are currently unavailable for this book.</p>");
            return;
        }

        html.Append("<h4>Book Details</h4><dl>");
        foreach (var (name, value) in details.AsObject())
        {
            html.Append(CultureInfo.InvariantCulture, $"<dt>{WebUtility.HtmlEncode(name)}:</dt><dd>{WebUtility.HtmlEncode(value?.ToString())}</dd>");
        }

        html.Append("</dl>");
    }

    private static void AppendReviews(StringBuilder html, JsonNode? reviews)
    {
        if (reviews is null)
        {
            html.Append("<h4>Error fetching product reviews!</h4><p>Sorry, product reviews are currently unavailable for this book.</p>");
            return;
        }

        html.Append("<h4>Book Reviews</h4>");
        foreach (var review in reviews.Array("reviews").Objects())
        {
            html.Append(CultureInfo.InvariantCulture, $"<blockquote><p>{WebUtility.HtmlEncode(review.Text("text"))}</p><small>{WebUtility.HtmlEncode(review.Text("reviewer"))}</small>");
            if (review.At("rating.error").AsText() is { } error)
            {
                html.Append(CultureInfo.InvariantCulture, $"<i>{error}</i>");
            }
            else if (review.At("rating.stars").AsInteger() is { } stars)
            {
                var star = $"<span class=\"glyphicon glyphicon-star\" style=\"color:{review.At("rating.color").AsText()}\"></span>";
                html.Append(CultureInfo.InvariantCulture, $"<font color=\"{review.At("rating.color").AsText()}\">{string.Concat(Enumerable.Repeat(star, (int)Math.Max(0, stars)))}</font>");
            }

            html.Append("</blockquote>");
        }

        html.Append(CultureInfo.InvariantCulture, $"<dl><dt>Reviews served by:</dt><u>{WebUtility.HtmlEncode(reviews.Text("podname"))}</u></dl>");
    }
}
