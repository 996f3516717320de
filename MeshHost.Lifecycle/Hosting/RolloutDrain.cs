using MeshHost.Lifecycle.Running;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Lifecycle.Hosting;

/// <summary>Lets the nodes in progress end before the host's services are disposed, within the host's shutdown limit.</summary>
internal sealed class RolloutDrain(Rollout rollout) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await rollout.DrainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The limit is over: the nodes that did not end are reported as such.
        }
    }
}
