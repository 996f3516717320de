using System.Net;
using Aspire.Hosting;
using MeshHost.Hosting.Dashboard;
using MeshHost.Tests.AppHost;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Hosting.Dashboard.Browser;

/// <summary>The whole mesh, rolled out on the emulator, with the dashboard on. Tests that share it only look.</summary>
public sealed class MeshFixture : IAsyncLifetime
{
    private readonly SemaphoreSlim _starting = new(1);
    private MeshWorld? _world;
    private DistributedApplication? _application;

    /// <summary>The application, once every node has ended. Started by the first test that is not skipped.</summary>
    public async Task<DistributedApplication> GetApplicationAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_application is null)
            {
                _world ??= await MeshWorld.StartAsync();
                var (application, result) = await _world.UpAsync(TurnOn);
                Assert.True(result.Succeeded, result.Describe());
                _application = application;
            }

            return _application;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Turns the dashboard on for an application whose options turn it off.</summary>
    internal static void TurnOn(IDistributedApplicationBuilder builder) => builder.Services.AddSingleton(
        new DashboardOptions(IsEnabled: true, new Uri($"http://{IPAddress.Loopback}:0"), null, null, null));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }

        _starting.Dispose();
    }
}
