using System.Net;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace MeshHost.Emulator.Standalone;

/// <summary>An emulator of another process, as the lines of its environment file describe it.</summary>
/// <param name="Google">The Google Cloud APIs.</param>
/// <param name="Charts">The chart repositories.</param>
/// <param name="Proxy">The HTTP proxy that stands for the internet.</param>
/// <param name="Dns">The DNS server.</param>
/// <param name="Https">The public edge for a browser.</param>
/// <param name="AuthorityPath">The file with the certificate authority of the public certificates.</param>
internal sealed record RunningEmulator(Uri Google, Uri Charts, Uri Proxy, IPEndPoint Dns, Uri Https, string AuthorityPath)
{
    public const string GoogleVariable = "MESHHOST_EMULATOR_GOOGLE";
    public const string ChartsVariable = "MESHHOST_EMULATOR_CHARTS";
    public const string ProxyVariable = "MESHHOST_EMULATOR_PROXY";
    public const string DnsVariable = "MESHHOST_EMULATOR_DNS";
    public const string HttpsVariable = "MESHHOST_EMULATOR_HTTPS";
    public const string AuthorityVariable = "MESHHOST_EMULATOR_CA";

    /// <summary>The emulator that the environment names, or <see langword="null"/>.</summary>
    /// <exception cref="DistributedApplicationException">It is named in part only.</exception>
    public static RunningEmulator? Find(IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[GoogleVariable]))
        {
            return null;
        }

        return new RunningEmulator(
            Address(GoogleVariable), Address(ChartsVariable), Address(ProxyVariable),
            IPEndPoint.TryParse(configuration[DnsVariable] ?? "", out var dns) ? dns : throw Wrong(DnsVariable),
            Address(HttpsVariable),
            configuration[AuthorityVariable] is { } authority && File.Exists(authority) ? authority : throw Wrong(AuthorityVariable));

        Uri Address(string variable) => Uri.TryCreate(configuration[variable], UriKind.Absolute, out var address) ? address : throw Wrong(variable);

        DistributedApplicationException Wrong(string variable) => new(
            $"{GoogleVariable} is set, so that a running emulator is to be used, but {variable} is not what its environment file says: '{configuration[variable]}'. "
            + $"Read the file anew, or unset {GoogleVariable} for an emulator in this process.");
    }

    /// <summary>Makes sure that it runs.</summary>
    /// <exception cref="DistributedApplicationException">Nobody answers.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        try
        {
            using var response = await http.GetAsync(new Uri(Google, "/emulator/v1/inventory"), cancellationToken).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
        }
        catch (HttpRequestException exception)
        {
            throw new DistributedApplicationException(
                $"No emulator answers on {Google}, which {GoogleVariable} names. Start it again and read its environment file, or unset {GoogleVariable} for an emulator in this process.",
                exception);
        }
    }
}
