using System.Net;
using Aspire.Hosting;
using MeshHost.Emulator.Standalone;
using Microsoft.Extensions.Configuration;

namespace MeshHost.Emulator.Hosting;

/// <summary>An emulator of another process, as the lines of its environment file describe it.</summary>
/// <param name="Google">The Google Cloud APIs.</param>
/// <param name="Charts">The chart repositories.</param>
/// <param name="Proxy">The HTTP proxy that stands for the internet.</param>
/// <param name="Dns">The DNS server.</param>
/// <param name="Https">The public edge for a browser.</param>
/// <param name="AuthorityPath">The file with the certificate authority of the public certificates.</param>
internal sealed record RunningEmulator(Uri Google, Uri Charts, Uri Proxy, IPEndPoint Dns, Uri Https, string AuthorityPath)
{
    /// <summary>The emulator that the environment names, or <see langword="null"/>.</summary>
    /// <exception cref="DistributedApplicationException">It is named in part only.</exception>
    public static RunningEmulator? Find(IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[EmulatorVariables.Google]))
        {
            return null;
        }

        return new RunningEmulator(
            Address(EmulatorVariables.Google), Address(EmulatorVariables.Charts), Address(EmulatorVariables.Proxy),
            IPEndPoint.TryParse(configuration[EmulatorVariables.Dns] ?? "", out var dns) ? dns : throw Wrong(EmulatorVariables.Dns),
            Address(EmulatorVariables.Https),
            configuration[EmulatorVariables.Authority] is { } authority && File.Exists(authority) ? authority : throw Wrong(EmulatorVariables.Authority));

        Uri Address(string variable) => Uri.TryCreate(configuration[variable], UriKind.Absolute, out var address) ? address : throw Wrong(variable);

        DistributedApplicationException Wrong(string variable) => new(
            $"{EmulatorVariables.Google} is set, so that a running emulator is to be used, but {variable} is not what its environment file says: '{configuration[variable]}'. "
            + $"Read the file again, or unset {EmulatorVariables.Google} for an emulator in this process.");
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
                $"No emulator answers on {Google}, which {EmulatorVariables.Google} names. Start it again and read its environment file, or unset {EmulatorVariables.Google} for an emulator in this process.",
                exception);
        }
    }
}
