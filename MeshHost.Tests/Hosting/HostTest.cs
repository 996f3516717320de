using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MeshHost.Lifecycle.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Hosting;

/// <summary>Builds applications without a console, and stops them when the test has ended. Starting the orchestrator takes seconds: most tests open only.</summary>
public abstract class HostTest : IAsyncDisposable
{
    private readonly List<DistributedApplication> _applications = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications)
        {
            try
            {
                await application.StopAsync();
            }
            catch (OperationCanceledException)
            {
                // The orchestrator took longer to stop than the host's limit, as it does on a busy machine.
            }

            await application.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    internal static IDistributedApplicationBuilder CreateBuilder(params string[] args) =>
        CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });

    internal static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options)
    {
        // The orchestrator's place is in the metadata of the AppHost's assembly.
        options.AssemblyName = "MeshHost.AppHost";
        var builder = DistributedApplication.CreateBuilder(options);
        builder.Services.AddLogging(logging => logging.ClearProviders());

        // An orchestrator that is still starting is stopped only when it is up, which takes as long as the machine takes.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(5));
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

    /// <summary>Builds an application and lets it get ready as before a start. Neither orchestrator nor dashboard is started.</summary>
    internal static async Task<DistributedApplication> OpenAsync(IDistributedApplicationBuilder builder)
    {
        var application = builder.Build();
        try
        {
            var services = application.Services;
            await application.Services.GetRequiredService<IDistributedApplicationEventing>().PublishAsync(
                new BeforeStartEvent(services, services.GetRequiredService<DistributedApplicationModel>()), TestContext.Current.CancellationToken).DefaultTimeout();
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Interrupts the rollout of an opened application, as a signal does, and lets its nodes end.</summary>
    internal static Task InterruptAsync(DistributedApplication application)
    {
        application.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        return application.Services.GetRequiredService<Rollout>().DrainAsync(TestContext.Current.CancellationToken).DefaultTimeout();
    }

    /// <summary>Runs every node of an opened application, and waits until each has ended.</summary>
    internal static Task<RolloutResult> RolloutAsync(DistributedApplication application) =>
        application.Services.GetRequiredService<Rollout>().RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(10));
}
