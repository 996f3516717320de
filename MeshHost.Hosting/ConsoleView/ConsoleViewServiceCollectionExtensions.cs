using Aspire.Hosting;
using MeshHost.Hosting.Logs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Spectre.Console;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>Registers what the console shows.</summary>
internal static class ConsoleViewServiceCollectionExtensions
{
    public static IServiceCollection AddConsoleView(this IServiceCollection services, DistributedApplicationOptions options)
    {
        // Standard output belongs to what the application prints as its result.
        services.TryAddSingleton(_ => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }));
        services.AddSingleton<ConsoleLines>();
        services.AddHostedService<ConsoleViewService>();
        services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        services.AddLogging(_ =>
        {
            // The framework's console logger writes whenever it likes, in the middle of a frame too.
            foreach (var descriptor in services.Where(d => d.ImplementationType == typeof(ConsoleLoggerProvider)).ToArray())
            {
                services.Remove(descriptor);
            }

            services.AddSingleton<ILoggerProvider, ConsoleLineLoggerProvider>();
        });

        // First in the list, so that what the configuration says about the console (Logging:Console:LogLevel) wins.
        services.Configure<LoggerFilterOptions>(filters =>
        {
            var provider = typeof(ConsoleLineLoggerProvider).FullName;
            var resourceLevel = options.EnableResourceLogging ? LogLevel.Information : LogLevel.None;
            filters.Rules.Insert(0, new LoggerFilterRule(provider, categoryName: null, LogLevel.Warning, filter: null));
            filters.Rules.Insert(0, new LoggerFilterRule(provider, ResourceLogCategory.Prefix, resourceLevel, filter: null));
        });
        return services;
    }
}
