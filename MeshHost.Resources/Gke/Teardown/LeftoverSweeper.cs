using MeshHost.Gcp;
using Microsoft.Extensions.Logging;

namespace MeshHost.Resources.Gke;

/// <summary>Removes what GKE has left behind and is provably the cluster's.</summary>
internal sealed partial class LeftoverSweeper(GkeContext gke)
{
    /// <summary>Sweeps once. What is still in use is left for the next time.</summary>
    /// <returns>What was in the network before.</returns>
    public async Task<NetworkContents> SweepAsync()
    {
        gke.Lifecycle.Report("looking for what GKE has left behind");
        var contents = await new LeftoverFinder(gke).FindAsync().ConfigureAwait(false);
        var unfinished = new HashSet<string>(StringComparer.Ordinal);
        foreach (var leftover in contents.Leftovers)
        {
            // As long as a part of a load balancer stays, so does its firewall rule: without it nobody could tell later whose the part is.
            if (leftover.Balancer is { } balancer && unfinished.Contains(balancer))
            {
                continue;
            }

            if (!await TryDeleteAsync(leftover).ConfigureAwait(false) && leftover.Balancer is { } pending)
            {
                unfinished.Add(pending);
            }
        }

        gke.Lifecycle.Report("");
        return contents;
    }

    private async Task<bool> TryDeleteAsync(Leftover leftover)
    {
        try
        {
            gke.Lifecycle.Report($"removing the {leftover} that GKE has left behind");
            if (await leftover.DeleteAsync(gke.Cancellation).ConfigureAwait(false) is { } operation)
            {
                await gke.Cloud.Compute.Operations.WaitAsync(leftover.Project, operation, gke, gke.Cancellation).ConfigureAwait(false);
                Log.Swept(gke.Lifecycle.Logger, leftover.Kind, leftover.Name);
            }

            return true;
        }
        catch (GoogleCloudException ex) when (ex.Kind is GoogleCloudErrorKind.NotFound)
        {
            return true;
        }
        catch (GoogleCloudException ex) when (ex.Kind is GoogleCloudErrorKind.ResourceInUse or GoogleCloudErrorKind.ResourceNotReady)
        {
            Log.NotYet(gke.Lifecycle.Logger, leftover.Kind, leftover.Name, ex.Detail);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Removed the {Kind} '{Name}' that GKE had left behind")]
        public static partial void Swept(ILogger logger, string kind, string name);

        [LoggerMessage(Level = LogLevel.Information, Message = "The {Kind} '{Name}' cannot be removed yet: {Reason}")]
        public static partial void NotYet(ILogger logger, string kind, string name, string reason);
    }
}
