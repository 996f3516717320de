using System.Net;
using MeshHost.Emulator.Edge;
using MeshHost.Emulator.Network;

namespace MeshHost.Emulator.CertManager;

/// <summary>Fetches a challenge as an ACME server does: by the public DNS, over the public edge, following redirects.</summary>
internal sealed class ChallengeChecker : IDisposable
{
    /// <summary>The address of the validation servers: outside of everybody's authorized networks.</summary>
    private const string ValidationAddress = "192.0.2.66";

    private readonly HttpClient _client;

    public ChallengeChecker(IPublicInternet internet)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellationToken) =>
                internet.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ValidationAddress, cancellationToken),
            PooledConnectionLifetime = TimeSpan.Zero,
            UseProxy = false,
        };

        // HTTP-01 (RFC 8555, 8.3) follows redirects to HTTPS before there is a good certificate: that is what it is for.
#pragma warning disable CA5359
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        _client = new HttpClient(handler);
    }

    /// <summary>The failure of the check, or <see langword="null"/> when the key is served.</summary>
    public async Task<string?> CheckAsync(string domain, string token, string key, CancellationToken cancellationToken)
    {
        var url = $"http://{domain}/.well-known/acme-challenge/{token}";
        try
        {
            using var response = await _client.GetAsync(new Uri(url), cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return $"wrong status code '{(int)response.StatusCode}', expected '200'";
            }

            var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return body.Trim() == key ? null : "did not get expected response when querying endpoint, expected \"" + key + "\"";
        }
        catch (HttpRequestException ex)
        {
            var cause = ex.InnerException is NetworkException network ? network.Message : ex.Message;
            return $"failed to perform self check GET request '{url}': Get \"{url}\": {cause}";
        }
    }

    public void Dispose() => _client.Dispose();
}
