using Aspire.Hosting;
using MeshHost.Hosting.Application;
using MeshHost.Hosting.ConsoleView;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Hosting.Testing;

/// <summary>How an application differs in a test: nobody looks at it, and what it says is wanted in the log of the test.</summary>
internal static class TestingDefaults
{
    public static void Apply(DistributedApplicationOptions options, HostApplicationBuilderSettings settings, string[] args)
    {
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        options.AllowUnsecuredTransport = true;
        options.Args = [$"--{ConsoleModeSelector.ConfigurationKey}=off", .. args];
        settings.Args = options.Args;
    }

    public static DistributedApplicationBuilder CreateBuilder(
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        var outer = ApplicationInterceptor.Current;
        ApplicationInterceptor.Current = new ApplicationInterceptor
        {
            BuilderCreating = (options, settings) =>
            {
                Apply(options, settings, args);
                configure(options, settings);
            },
        };
        try
        {
            return new DistributedApplicationBuilder(new DistributedApplicationOptions());
        }
        finally
        {
            ApplicationInterceptor.Current = outer;
        }
    }
}
