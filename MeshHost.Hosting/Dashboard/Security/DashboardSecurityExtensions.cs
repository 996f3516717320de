using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Hosting.Dashboard.Security;

/// <summary>Who gets in, and what browsers are allowed to do with what they get.</summary>
internal static class DashboardSecurityExtensions
{
    public static IServiceCollection AddDashboardSecurity(this IServiceCollection services, DashboardOptions options)
    {
        // Keys live as long as the process: cookies of an earlier run are worth nothing, and nothing is written to the disk.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();

        // Browsers keep cookies by host, whatever the port: the name tells applications on one machine apart.
        var suffix = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8];
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = $"meshhost-{suffix}";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = TimeSpan.FromDays(1);
            cookie.SlidingExpiration = true;
            cookie.Events.OnRedirectToLogin = Challenge;
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(
            new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = $"meshhost-forgery-{suffix}";
            antiforgery.Cookie.HttpOnly = true;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.HeaderName = DashboardHeaders.Antiforgery;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton(new RequestGuard(options));
        return services;
    }

    public static void UseDashboardSecurity(this WebApplication application, DashboardOptions options)
    {
        application.Use((context, next) =>
        {
            DashboardHeaders.Set(context.Response.Headers, options.UseHttps);
            return application.Services.GetRequiredService<RequestGuard>().IsAllowed(context.Request)
                ? next(context)
                : RefuseAsync(context, StatusCodes.Status400BadRequest, "This address or origin is not one of the dashboard's.");
        });
        application.UseRouting();
        application.UseAuthentication();
        application.UseAuthorization();
        application.Use(async (context, next) =>
        {
            // The login has no session to forge yet; whoever can forge it still lacks the token.
            if (HttpMethods.IsPost(context.Request.Method)
                && context.User.Identity?.IsAuthenticated == true
                && !await application.Services.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context).ConfigureAwait(false))
            {
                await RefuseAsync(context, StatusCodes.Status400BadRequest, "The request does not come from a page of this dashboard. Load the page again.").ConfigureAwait(false);
                return;
            }

            await next(context).ConfigureAwait(false);
        });
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason, context.RequestAborted);
    }

    // A person is led to the page that says how to get in; a script gets an answer that it understands.
    private static Task Challenge(Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context)
    {
        var isPage = HttpMethods.IsGet(context.Request.Method)
            && !context.Request.Headers.ContainsKey(DashboardHeaders.Fragment)
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (isPage)
        {
            context.Response.Redirect("/login");
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }

        return Task.CompletedTask;
    }
}
