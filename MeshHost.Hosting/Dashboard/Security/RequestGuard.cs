using System.Net;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Hosting.Dashboard.Security;

/// <summary>
/// Lets in requests only that name the dashboard by an address of its own, and that no other site's page has made. A page whose name
/// has been made to resolve to this machine (DNS rebinding) fails at the first, a form of another site at the second.
/// </summary>
internal sealed class RequestGuard(DashboardOptions options)
{
    public bool IsAllowed(HttpRequest request) => IsOwnHost(request.Host) && IsOwnOrigin(request);

    private bool IsOwnHost(HostString host)
    {
        var name = host.Host.Trim('[', ']');
        return string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && (IPAddress.IsLoopback(address) || (options.IsRemote && address.Equals(options.Address))));
    }

    private static bool IsOwnOrigin(HttpRequest request)
    {
        // Browsers that know Fetch Metadata say where a request comes from. A link from elsewhere may open a page, and no more.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none")
            && !(HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate"))
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
