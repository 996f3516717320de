using Microsoft.AspNetCore.Http;

namespace MeshHost.Hosting.Dashboard.Security;

/// <summary>The headers that every answer carries, and those that the script sends.</summary>
internal static class DashboardHeaders
{
    /// <summary>Sent by the script when it wants the content of a page without the document around it.</summary>
    public const string Fragment = "X-Dashboard-Fragment";

    /// <summary>Carries the token against forged requests.</summary>
    public const string Antiforgery = "X-Dashboard-Antiforgery";

    // Nothing inline at all, neither script nor style: what finds its way into a page as text cannot act.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types dashboard";

    public static void Set(IHeaderDictionary headers, bool https)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
        if (https)
        {
            headers.StrictTransportSecurity = "max-age=86400";
        }
    }
}
