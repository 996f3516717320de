using Aspire.Hosting;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Hosting.Testing;

/// <summary>What a test adds while the entry point of an application runs.</summary>
internal sealed class EntryPointHooks
{
    public Action<DistributedApplicationOptions, HostApplicationBuilderSettings> BuilderCreating { get; init; } = (_, _) => { };

    public Action<DistributedApplicationBuilder> BuilderCreated { get; init; } = _ => { };

    public Action<DistributedApplicationBuilder> Building { get; init; } = _ => { };

    public Action<DistributedApplication> Built { get; init; } = _ => { };
}
