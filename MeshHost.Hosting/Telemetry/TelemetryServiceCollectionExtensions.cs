using MeshHost.Hosting.Logs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;

namespace MeshHost.Hosting.Telemetry;

/// <summary>Registers the collection of telemetry.</summary>
internal static class TelemetryServiceCollectionExtensions
{
    public static IServiceCollection AddHostTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TelemetryStore>();
        services.AddSingleton<HostTelemetry>();
        services.AddLogging(logging =>
        {
            logging.AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.IncludeScopes = true;
                options.SetResourceBuilder(TelemetryResource.Create());
                options.AddProcessor(provider => new StoreLogProcessor(provider.GetRequiredService<TelemetryStore>()));
                if (HostTelemetry.OtlpEndpoint(configuration) is { } endpoint)
                {
                    options.AddOtlpExporter(exporter => HostTelemetry.SetEndpoint(exporter, endpoint));
                }
            });

            // What resources write is for whoever looks at the resource, at any level that is not a matter of debugging.
            logging.AddFilter<OpenTelemetryLoggerProvider>(ResourceLogCategory.Prefix, LogLevel.Information);
        });
        return services;
    }
}
