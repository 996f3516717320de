using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Registers the resource service.</summary>
internal static class ResourceServiceCollectionExtensions
{
    public static IServiceCollection AddResourceService(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(AspireDashboardOptions.Read(configuration));
        services.AddSingleton(provider => ResourceServiceOptions.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<DashboardService>();
        services.AddSingleton<ResourceServiceHost>();
        services.AddHostedService(provider => provider.GetRequiredService<ResourceServiceHost>());
        services.AddHostedService<AspireDashboardLauncher>();
        return services;
    }
}
