using System.Globalization;
using System.Text.RegularExpressions;
using MeshHost.Gcp.Errors;
using MeshHost.Gcp.Http;

namespace MeshHost.Gcp.Container;

/// <summary>Long-running operations of GKE.</summary>
public sealed partial class ContainerOperations
{
    private const string All = "v1/projects/{projectsId}/locations/{locationsId}/operations";

    private readonly GoogleCloudConnection _connection;

    internal ContainerOperations(GoogleCloudConnection connection) => _connection = connection;

    /// <summary>Reads an operation.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="location">Zone or region.</param>
    /// <param name="name">Name of the operation.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation, or null if there is none.</returns>
    public Task<ContainerOperation?> GetAsync(string project, string location, string name, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<ContainerOperation>(GetCall(project, location, name), cancellationToken);

    /// <summary>Lists the operations of a location.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="location">Zone or region.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operations.</returns>
    public Task<IReadOnlyList<ContainerOperation>> ListAsync(string project, string location, CancellationToken cancellationToken = default) =>
        Page.ListAsync<ContainerOperation>(
            _connection,
            new ApiCall(new(GoogleApi.Container, "container.projects.locations.operations.list", "GET", All),
                $"GKE operations in {location} of project '{project}'", new("projectsId", project), new("locationsId", location)),
            "operations", cancellationToken);

    /// <summary>Finds the operations that run on a cluster now, as after a restart.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operations on the cluster and its pools, oldest first.</returns>
    public async Task<IReadOnlyList<ContainerOperation>> FindRunningAsync(ClusterName cluster, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var operations = await ListAsync(cluster.Project, cluster.Location, cancellationToken).ConfigureAwait(false);
        var end = "/clusters/" + cluster.Name;
        return [.. operations
            .Where(o => o.Status != "DONE" && o.TargetLink is { } link
                && (link.EndsWith(end, StringComparison.Ordinal) || link.Contains(end + "/", StringComparison.Ordinal)))
            .OrderBy(o => o.StartTime, StringComparer.Ordinal)];
    }

    /// <summary>Waits until an operation has ended.</summary>
    /// <param name="cluster">The cluster that it is about.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="progress">Told of changes, or null.</param>
    /// <param name="cancellationToken">Stops the waiting; the operation goes on.</param>
    /// <returns>The operation at its end.</returns>
    /// <exception cref="GoogleCloudException">The operation failed.</exception>
    public async Task<ContainerOperation> WaitAsync(
        ClusterName cluster, ContainerOperation operation, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(operation);
        var ended = await OperationPoller.PollAsync(
            _connection, "container", cluster.ToString(), operation, Describe,
            (o, ct) => _connection.SendAsync<ContainerOperation>(GetCall(cluster.Project, cluster.Location, o.Name ?? ""), ct),
            progress, cancellationToken).ConfigureAwait(false);

        // GKE reports failure in any of these, depending on its age and on what failed.
        return ended.Error is not null || ended.StatusMessage is { Length: > 0 } ? throw GoogleErrorReader.Failed(ended, cluster.ToString()) : ended;
    }

    /// <summary>Waits for the operation that a refusal names, whatever its outcome.</summary>
    /// <returns>False if it cannot be found out what to wait for.</returns>
    internal async Task<bool> WaitForBlockerAsync(
        ClusterName cluster, GoogleCloudException refusal, IProgress<OperationReport>? progress, CancellationToken cancellationToken)
    {
        var name = OperationName().Match(refusal.Detail) is { Success: true } match ? match.Value : null;
        var blocker = name is null
            ? await FindRunningAsync(cluster, cancellationToken).ConfigureAwait(false) is [var oldest, ..] ? oldest : null
            : await GetAsync(cluster.Project, cluster.Location, name, cancellationToken).ConfigureAwait(false);
        if (blocker is null)
        {
            return false;
        }

        await OperationPoller.PollAsync(
            _connection, "container", cluster.ToString(), blocker, Describe,
            (o, ct) => _connection.SendAsync<ContainerOperation>(GetCall(cluster.Project, cluster.Location, o.Name ?? ""), ct),
            progress, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static ApiCall GetCall(string project, string location, string name) =>
        new(new(GoogleApi.Container, "container.projects.locations.operations.get", "GET", All + "/{operationsId}"), $"GKE operation '{name}'",
            new("projectsId", project), new("locationsId", location), new("operationsId", name))
        { Quiet = true };

    private static OperationReport Describe(ContainerOperation operation)
    {
        var (done, total) = (0L, 0L);
        var figures = new List<string>();
        var metrics = operation.Progress?.Metrics ?? [];
        foreach (var group in metrics.GroupBy(m => (m.Name ?? "").Replace("_TOTAL", "", StringComparison.Ordinal)))
        {
            var all = group.FirstOrDefault(m => m.Name!.EndsWith("_TOTAL", StringComparison.Ordinal))?.IntValue;
            var some = group.FirstOrDefault(m => !m.Name!.EndsWith("_TOTAL", StringComparison.Ordinal))?.IntValue;
            if (all is > 0)
            {
                done += some ?? 0;
                total += all.Value;
                figures.Add(string.Create(CultureInfo.InvariantCulture, $"{group.Key} {some ?? 0}/{all}"));
            }
        }

        return new OperationReport(
            operation.Name ?? "", operation.OperationType ?? "", operation.Status ?? "PENDING", total == 0 ? null : (int)(100 * done / total),
            figures.Count > 0 ? string.Join(", ", figures) : operation.Detail);
    }

    [GeneratedRegex(@"operation-[0-9]+-[0-9a-f-]+")]
    private static partial Regex OperationName();
}
