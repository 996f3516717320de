using MeshHost.Gcp;
using MeshHost.Resources.Targets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeshHost.Resources.Gke;

/// <summary>Services that resources in Google Cloud need. A target that stands in for Google registers other connection options.</summary>
internal static class GkeServices
{
    public static void AddTo(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new GoogleCloudConnection(provider.GetService<GoogleCloudConnectionOptions>()));
        services.TryAddSingleton<GoogleCloud>();
        services.TryAddSingleton<GkeConnections>();
        services.TryAddSingleton<IEgressAddress>(provider => new EgressAddress(
            provider.GetRequiredService<TargetEnvironment>(), provider.GetService<TimeProvider>()));
    }
}
