using System.Reflection;
using Aspire.Hosting;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Hosting.Application;

/// <summary>
/// Lets a test take part in the building of an application whose entry point it runs. It is found through the execution context, so that
/// tests side by side do not see each other's.
/// </summary>
internal sealed class ApplicationInterceptor
{
    private static readonly AsyncLocal<ApplicationInterceptor?> s_current = new();

    public static ApplicationInterceptor? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    public Assembly? AppHostAssembly { get; init; }

    public Action<DistributedApplicationOptions, HostApplicationBuilderSettings>? BuilderCreating { get; init; }

    public Action<DistributedApplicationBuilder>? BuilderCreated { get; init; }

    public Action<DistributedApplicationBuilder>? Building { get; init; }

    public Action<DistributedApplication>? Built { get; init; }
}
