using System.Net;
using MeshHost.Lifecycle;
using MeshHost.Resources.Targets;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Resources.Gke;

/// <summary>Keeps the caller from locking itself out of the control plane, and says so when it is locked out.</summary>
internal static class EgressGuard
{
    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Finds the caller's public address if no authorized network contains it; null if all is well or nothing is known.</summary>
    public static async Task<IPAddress?> FindOutsiderAsync(GkeContext gke)
    {
        // An emulator is on this machine: no address of the internet plays a part, unless it has given us one in its own.
        if (gke.Cloud.Connection.Options.Endpoints.Container.IsLoopback
            && gke.Lifecycle.Services.GetService<TargetEnvironment>()?.EgressAddress is null)
        {
            return null;
        }

        var address = await gke.Lifecycle.Services.GetRequiredService<IEgressAddress>().FindAsync(gke.Cancellation).ConfigureAwait(false);
        return address is null || gke.Options.AuthorizedNetworks.Any(n => n.Range.Contains(address)) ? null : address;
    }

    /// <summary>Refuses a change of the authorized networks that would cut the caller off.</summary>
    public static async Task ThrowIfCutOffAsync(GkeContext gke)
    {
        if (await FindOutsiderAsync(gke).ConfigureAwait(false) is { } address)
        {
            throw new LifecycleException(
                $"The declared authorized networks of cluster '{gke.Cluster.Name}' do not contain {address}, from which this machine reaches the internet: "
                + $"the change would cut this program off. Add WithAuthorizedNetwork(\"this-machine\", \"{address}/32\"), or run from a machine that is in one of them.");
        }
    }

    /// <summary>Waits until the control plane answers this machine.</summary>
    public static async Task WaitUntilReachableAsync(GkeContext gke)
    {
        var time = gke.Lifecycle.Time;
        var started = time.GetTimestamp();
        while (true)
        {
            using var attempt = new CancellationTokenSource(s_attempt, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(gke.Cancellation, attempt.Token);
            try
            {
                var client = await gke.Cluster.GetKubernetesClientAsync(either.Token).ConfigureAwait(false);
                await client.GetVersionAsync(either.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception ex) when (!gke.Cancellation.IsCancellationRequested)
            {
                if (time.GetElapsedTime(started) > s_patience)
                {
                    var outsider = await FindOutsiderAsync(gke).ConfigureAwait(false);
                    throw new LifecycleException(
                        outsider is null
                            ? $"The control plane of cluster '{gke.Cluster.Name}' does not answer: {ex.Message}"
                            : $"The control plane of cluster '{gke.Cluster.Name}' does not answer, because this machine's address {outsider} is in none of the "
                              + $"authorized networks. Add WithAuthorizedNetwork(\"this-machine\", \"{outsider}/32\").", ex);
                }

                gke.Lifecycle.Report($"waiting until the control plane answers: {ex.Message}");
            }

            await Task.Delay(gke.Cloud.Connection.Options.PollInterval, time, gke.Cancellation).ConfigureAwait(false);
        }
    }
}
