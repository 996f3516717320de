using System.Text.RegularExpressions;
using MeshHost.Gcp;
using MeshHost.Gcp.Compute;

namespace MeshHost.Resources.Gke;

/// <summary>Marks of ownership, and what is done about traces of an earlier run.</summary>
internal static partial class Ownership
{
    /// <summary>Says whose a resource is, from its description.</summary>
    public static string Describe(string? description) => description switch
    {
        null or "" => "somebody else's (its description is empty, it carries no mark of ours)",
        _ when OtherCluster().Match(description) is { Success: true } match => $"of cluster '{match.Groups[1].Value}'",
        _ => $"somebody else's (its description is '{description}')",
    };

    /// <summary>Tells whether a description carries the mark of an adoption by this cluster.</summary>
    public static bool IsAdopted(string? description, GkeContext gke) => description?.Contains(gke.AdoptionMarker, StringComparison.Ordinal) is true;

    /// <summary>A description with the mark of an adoption after what its owner wrote, or without it.</summary>
    public static string Mark(string? description, GkeContext gke, bool adopted)
    {
        var original = (description ?? "").Replace("; " + gke.AdoptionMarker, "", StringComparison.Ordinal).Replace(gke.AdoptionMarker, "", StringComparison.Ordinal);
        return !adopted ? original : original.Length == 0 ? gke.AdoptionMarker : $"{original}; {gke.AdoptionMarker}";
    }

    /// <summary>Waits for an operation that an earlier run has started on a resource.</summary>
    public static async Task WaitForEarlierAsync(GkeContext gke, ComputeScope scope, string endOfLink)
    {
        var running = await gke.Cloud.Compute.Operations.FindRunningAsync(gke.NetworkProject, scope, endOfLink, gke.Cancellation).ConfigureAwait(false);
        if (running is not null)
        {
            try
            {
                await gke.WaitAsync(running).ConfigureAwait(false);
            }
            catch (GoogleCloudException)
            {
                // Its failure is not this run's: what matters is what exists now, which is read next.
            }
        }
    }

    [GeneratedRegex("managed by meshhost for cluster '([^']+)'")]
    private static partial Regex OtherCluster();
}
