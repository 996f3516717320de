using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.AppHost;

/// <summary>Passes chart repositories on, with the digests of one of them changed on the way.</summary>
internal sealed class TamperingRepository : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly HttpClient _origin;

    private TamperingRepository(WebApplication server, HttpClient origin) => (_server, _origin) = (server, origin);

    public Uri Address => new(_server.Urls.Single() + "/");

    public static async Task<TamperingRepository> StartAsync(Uri origin, string repository, CancellationToken cancellationToken)
    {
        var client = new HttpClient { BaseAddress = origin };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(async context =>
        {
            // The repository's own URLs lead past this server: they are made relative to it.
            var path = context.Request.Path.Value!.TrimStart('/');
            var body = await client.GetByteArrayAsync(new Uri(origin, path), context.RequestAborted);
            if (path.EndsWith("index.yaml", StringComparison.Ordinal))
            {
                var text = Encoding.UTF8.GetString(body).Replace(origin.ToString(), $"http://{context.Request.Host}/", StringComparison.Ordinal);
                if (path.StartsWith(repository, StringComparison.Ordinal))
                {
                    // Any other digest would do; one that differs for each run cannot be in a cache.
                    text = Regex.Replace(text, "[0-9a-f]{64}", _ => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
                }

                await context.Response.WriteAsync(text, context.RequestAborted);
                return;
            }

            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        });
        await server.StartAsync(cancellationToken);
        return new TamperingRepository(server, client);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _origin.Dispose();
    }
}
