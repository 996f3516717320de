using MeshHost.Hosting.Logs;
using MeshHost.Hosting.Telemetry.Otlp;
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
                if (OtlpOptions.Read(configuration) is { } otlp)
                {
                    options.AddOtlpExporter(otlp.ApplyTo);
                }
            });

            // What resources write is for whoever looks at the resource, at any level that is not a matter of debugging.
            logging.AddFilter<OpenTelemetryLoggerProvider>(ResourceLogCategory.Prefix, LogLevel.Information);
        });
        return services;
    }
}
