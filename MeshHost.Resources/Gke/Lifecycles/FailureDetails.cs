using System.Globalization;
using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>Adds to Google's refusals what a person needs to decide and Google does not say: what is in use of a quota, where there is capacity left.</summary>
internal static class FailureDetails
{
    /// <summary>A failure for want of machines, with the zones that could be tried.</summary>
    public static async Task<LifecycleException> WithOtherZonesAsync(GkeContext gke, GoogleCloudException failure)
    {
        var region = await gke.Cloud.Compute.GetRegionAsync(gke.Project, gke.Options.Region, gke.Cancellation).ConfigureAwait(false);
        var used = gke.Options.NodeZones.Append(gke.Options.Location).ToArray();
        var zones = (region?.Zones ?? []).Select(z => z[(z.LastIndexOf('/') + 1)..]).Except(used, StringComparer.Ordinal);
        var list = string.Join(", ", zones) is { Length: > 0 } others ? others : "unknown";
        return new LifecycleException($"{failure.Message} Other zones of {gke.Options.Region}: {list}. What has failed is replaced by the next run.", failure);
    }

    /// <summary>A failure for want of quota, with the limit and the usage of each quota that is used up or named.</summary>
    public static async Task<LifecycleException> WithUsageAsync(GkeContext gke, GoogleCloudException failure)
    {
        var quotas = new List<(string Where, Quota Quota)>();
        try
        {
            var project = await gke.Cloud.Compute.GetProjectAsync(gke.Project, gke.Cancellation).ConfigureAwait(false);
            var region = await gke.Cloud.Compute.GetRegionAsync(gke.Project, gke.Options.Region, gke.Cancellation).ConfigureAwait(false);
            quotas.AddRange((project?.Quotas ?? []).Select(q => ("global", q)));
            quotas.AddRange((region?.Quotas ?? []).Select(q => (gke.Options.Region, q)));
        }
        catch (GoogleCloudException)
        {
            // The refusal itself is what has to be told; usage is an extra.
        }

        var told = quotas.Where(q => IsNamed(failure, q.Quota) || q.Quota is { Limit: > 0 } && q.Quota.Usage >= q.Quota.Limit)
            .Select(q => string.Create(CultureInfo.InvariantCulture, $"{q.Quota.Metric} ({q.Where}): {q.Quota.Usage ?? 0} of {q.Quota.Limit ?? 0} in use"))
            .ToArray();
        return new LifecycleException(told.Length == 0 ? failure.Message : $"{failure.Message} Now: {string.Join("; ", told)}.", failure);
    }

    // Google writes 'NETWORKS', "SSD_TOTAL_GB" or compute.googleapis.com/cpus.
    private static bool IsNamed(GoogleCloudException failure, Quota quota) =>
        quota.Metric is { } metric
        && (failure.Detail.Contains($"'{metric}'", StringComparison.Ordinal)
            || failure.Detail.Contains($"\"{metric}\"", StringComparison.Ordinal)
            || failure.Metadata.GetValueOrDefault("quota_metric") is { } named && named.EndsWith("/" + metric, StringComparison.OrdinalIgnoreCase));
}
