using Aspire.Hosting;
using MeshHost.Lifecycle.CommandLine;
using MeshHost.Lifecycle.Hosting;
using MeshHost.Resources.CommandLine;
using MeshHost.Resources.Failures;
using MeshHost.Resources.Targets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeshHost.Resources.Registration;

/// <summary>Registers what every resource with something in a cluster needs, once per application.</summary>
internal static class ResourceServices
{
    public static void AddResourceServices(this IDistributedApplicationBuilder builder)
    {
        if (builder.Services.Any(s => s.ServiceType == typeof(Marker)))
        {
            return;
        }

        builder.Services.AddSingleton<Marker>();
        builder.Services.TryAddSingleton<TargetEnvironment>();
        var failures = builder.GetFailureOptions();
        failures.Transient.Add(KnownFailures.IsTransient);
        failures.Explained.Add(KnownFailures.IsExplained);
        builder.Services.AddSingleton(new CommandRegistration(static environment => new LogsCommand(environment).Create()));
        builder.Services.AddSingleton(new CommandRegistration(static environment => new ExecCommand(environment).Create()));
        builder.Services.AddSingleton(new CommandRegistration(static environment => new PortForwardCommand(environment).Create()));
        builder.Services.AddSingleton(new CommandRegistration(static environment => new KubeconfigCommand(environment).Create()));
    }

    private sealed class Marker;
}
