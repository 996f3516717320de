using System.Security.Cryptography;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Where the resource service listens and who may call it.</summary>
/// <param name="Endpoint">The address; <see langword="null"/> when the service is off. Port 0 for a free one.</param>
/// <param name="ApiKey">What callers must send.</param>
internal sealed record ResourceServiceOptions(Uri? Endpoint, string ApiKey)
{
    public const string ApiKeyHeader = "x-resource-service-api-key";

    /// <summary>Reads the configuration. The service is on when an address is given or Aspire's own dashboard is asked for.</summary>
    /// <exception cref="DistributedApplicationException">The address is not one of this machine alone.</exception>
    public static ResourceServiceOptions Read(IConfiguration configuration)
    {
        var address = configuration["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] ?? configuration["DOTNET_RESOURCE_SERVICE_ENDPOINT_URL"];
        var key = configuration["ASPIRE_DASHBOARD_RESOURCESERVICE_APIKEY"]
            ?? configuration["DOTNET_DASHBOARD_RESOURCESERVICE_APIKEY"]
            ?? configuration["AppHost:ResourceService:ApiKey"]
            ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        if (address is null)
        {
            return new ResourceServiceOptions(AspireDashboardOptions.IsAskedFor(configuration) ? new Uri("http://127.0.0.1:0") : null, key);
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var endpoint) && endpoint.IsLoopback && endpoint.Scheme == Uri.UriSchemeHttp
            ? new ResourceServiceOptions(endpoint, key)
            : throw new DistributedApplicationException(
                $"ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL is '{address}'. The resource service shows and controls the application: give it an "
                + "http address of this machine alone, such as http://127.0.0.1:22001.");
    }
}
