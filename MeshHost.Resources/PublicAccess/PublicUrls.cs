using MeshHost.Lifecycle;
using MeshHost.Resources.Targets;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Resources.PublicAccess;

/// <summary>The URLs at which people find what was rolled out.</summary>
internal static class PublicUrls
{
    /// <summary>Adds a public URL to the resource's row, and where a browser on this machine finds it if the target's public world is emulated.</summary>
    public static async Task AddPublicUrlAsync(this LifecycleContext context, string name, Uri url)
    {
        await context.AddUrlAsync(name, url.AbsoluteUri).ConfigureAwait(false);

        // Browsers take every name below localhost for this machine (RFC 6761, section 6.3); others would need an entry in the hosts file.
        if (context.Services.GetRequiredService<TargetEnvironment>().BrowserEdge is { } edge && url.Host.EndsWith(".localhost", StringComparison.Ordinal))
        {
            await context.AddUrlAsync($"{name} in a browser here", new UriBuilder(url) { Port = edge.Port }.Uri.AbsoluteUri).ConfigureAwait(false);
        }
    }
}
