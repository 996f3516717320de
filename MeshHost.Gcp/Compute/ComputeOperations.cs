using MeshHost.Gcp.Errors;
using MeshHost.Gcp.Http;

namespace MeshHost.Gcp.Compute;

/// <summary>Long-running operations of Compute Engine.</summary>
public sealed class ComputeOperations
{
    // Google's wait call blocks for at most two minutes.
    private static readonly TimeSpan s_waitTimeout = TimeSpan.FromSeconds(150);

    private readonly GoogleCloudConnection _connection;

    internal ComputeOperations(GoogleCloudConnection connection) => _connection = connection;

    /// <summary>Waits until an operation has ended.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="progress">Told of changes, or null.</param>
    /// <param name="cancellationToken">Stops the waiting; the operation goes on.</param>
    /// <returns>The operation at its end.</returns>
    /// <exception cref="GoogleCloudException">The operation failed.</exception>
    public async Task<ComputeOperation> WaitAsync(
        string project, ComputeOperation operation, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var resource = Target(operation);
        var scope = ComputeScope.Of(operation.Region, operation.Zone);
        var ended = await OperationPoller.PollAsync(
            _connection, "compute", resource, operation,
            o => new OperationReport(o.Name ?? "", o.OperationType ?? "", o.Status ?? "PENDING", o.Progress, null),
            (o, ct) => _connection.SendAsync<ComputeOperation>(WaitCall(project, scope, o.Name ?? ""), ct),
            progress, cancellationToken).ConfigureAwait(false);
        return ended.Error?.Errors is { Count: > 0 } || ended.HttpErrorStatusCode >= 400 ? throw GoogleErrorReader.Failed(ended, resource) : ended;
    }

    /// <summary>Finds the operation that is changing a resource now, as after a restart.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="scope">Where the resource lives.</param>
    /// <param name="collectionAndName">End of the resource's link, for example <c>/networks/mesh</c>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation, or null if none is running.</returns>
    public async Task<ComputeOperation?> FindRunningAsync(
        string project, ComputeScope scope, string collectionAndName, CancellationToken cancellationToken = default)
    {
        var (id, path, parameters) = Scoped(project, scope);
        var call = new ApiCall(new ApiMethod(GoogleApi.Compute, $"compute.{id}.list", "GET", path), $"operations of project '{project}' ({scope})", parameters)
        {
            Query = [new("filter", "status != DONE")],
        };
        var operations = await Page.ListAsync<ComputeOperation>(_connection, call, "items", cancellationToken).ConfigureAwait(false);
        return operations.FirstOrDefault(o => o.Status != "DONE" && o.TargetLink?.EndsWith(collectionAndName, StringComparison.Ordinal) is true);
    }

    private static ApiCall WaitCall(string project, ComputeScope scope, string name)
    {
        var (id, path, parameters) = Scoped(project, scope);
        return new ApiCall(
            new ApiMethod(GoogleApi.Compute, $"compute.{id}.wait", "POST", path + "/{operation}/wait"), $"operation '{name}'", [.. parameters, new("operation", name)])
        {
            AttemptTimeout = s_waitTimeout,
            Quiet = true,
        };
    }

    private static (string Id, string Path, IReadOnlyList<KeyValuePair<string, string>> Parameters) Scoped(string project, ComputeScope scope) => scope switch
    {
        { ZoneName: { } zone } => ("zoneOperations", "projects/{project}/zones/{zone}/operations", [new("project", project), new("zone", zone)]),
        { RegionName: { } region } => ("regionOperations", "projects/{project}/regions/{region}/operations", [new("project", project), new("region", region)]),
        _ => ("globalOperations", "projects/{project}/global/operations", [new("project", project)]),
    };

    private static string Target(ComputeOperation operation)
    {
        var link = operation.TargetLink ?? "";
        var at = link.IndexOf("/projects/", StringComparison.Ordinal);
        return at < 0 ? link : link[(at + 1)..];
    }
}
