using Aspire.Hosting;
using MeshHost.Hosting.Dashboard.Commands;
using MeshHost.Hosting.Dashboard.Live;
using MeshHost.Hosting.Dashboard.Prompts;
using MeshHost.Hosting.Dashboard.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Hosting.Dashboard;

/// <summary>Registers the built-in dashboard.</summary>
internal static class DashboardServiceCollectionExtensions
{
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton(provider => DashboardOptions.Read(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<DistributedApplicationOptions>()));
        services.AddSingleton<LoginTokens>();
        services.AddSingleton<ResourceMirror>();
        services.AddSingleton<PromptMirror>();
        services.AddSingleton<CommandRuns>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<DashboardHost>();
        services.AddHostedService(provider => provider.GetRequiredService<DashboardHost>());
        return services;
    }
}
