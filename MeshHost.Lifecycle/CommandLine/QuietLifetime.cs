using Microsoft.Extensions.Hosting;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>A host that hears no signals by itself: <see cref="Interruption"/> does, also before there is a host and after it has stopped.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
