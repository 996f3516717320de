using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Hosting;

/// <summary>Builds applications without a console, and stops them when the test has ended.</summary>
public abstract class HostTest : IAsyncDisposable
{
    private readonly List<DistributedApplication> _applications = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications)
        {
            await application.StopAsync();
            await application.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    internal static IDistributedApplicationBuilder CreateBuilder(params string[] args) =>
        CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });

    internal static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options)
    {
        options.Args = [.. options.Args ?? [], "--MeshHost:Console=off"];
        var builder = DistributedApplication.CreateBuilder(options);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        return builder;
    }

    internal async Task<DistributedApplication> StartAsync(IDistributedApplicationBuilder builder)
    {
        var application = Build(builder);
        await application.StartAsync(TestContext.Current.CancellationToken).DefaultTimeout();
        return application;
    }

    internal DistributedApplication Build(IDistributedApplicationBuilder builder)
    {
        var application = builder.Build();
        _applications.Add(application);
        return application;
    }

    internal static CustomResourceSnapshot EmptySnapshot { get; } = new() { ResourceType = "Widget", Properties = [] };

    internal static Task SetStateAsync(DistributedApplication application, IResource resource, string state, int? exitCode = null) =>
        application.ResourceNotifications.PublishUpdateAsync(resource, s => s with { State = state, ExitCode = exitCode });

    internal static Task<HealthCheckResult> Unhealthy { get; } = Task.FromResult(HealthCheckResult.Unhealthy("not yet"));
}
