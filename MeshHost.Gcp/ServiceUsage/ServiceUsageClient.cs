using MeshHost.Gcp.Errors;
using MeshHost.Gcp.Http;

namespace MeshHost.Gcp.ServiceUsage;

/// <summary>Service Usage: which APIs a project has switched on.</summary>
public sealed class ServiceUsageClient
{
    private const string Services = "v1/projects/{projectsId}/services";

    // Google's limit for one batch.
    private const int BatchSize = 20;

    private readonly GoogleCloudConnection _connection;

    internal ServiceUsageClient(GoogleCloudConnection connection) => _connection = connection;

    /// <summary>Lists the enabled APIs of a project.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Names such as <c>compute.googleapis.com</c>.</returns>
    public async Task<IReadOnlySet<string>> ListEnabledAsync(string project, CancellationToken cancellationToken = default)
    {
        var services = await Page.ListAsync<EnabledService>(
            _connection,
            Call(project, "list", "GET", Services) with { Query = [new("filter", "state:ENABLED"), new("pageSize", "200")] },
            "services", cancellationToken).ConfigureAwait(false);
        return services.Where(s => s.State is "ENABLED" or null).Select(s => s.Name![(s.Name!.LastIndexOf('/') + 1)..]).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Enables APIs and waits until that is done. Calls of a new API can be refused for some minutes more.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="services">Names such as <c>compute.googleapis.com</c>.</param>
    /// <param name="progress">Told of changes, or null.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>A task that ends when the APIs are enabled.</returns>
    public async Task EnableAsync(
        string project, IReadOnlyList<string> services, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default)
    {
        foreach (var batch in services.Chunk(BatchSize))
        {
            var operation = await _connection.SendAsync<ServiceUsageOperation>(
                Call(project, "batchEnable", "POST", Services + ":batchEnable") with { Body = new BatchEnableServicesRequest(batch) }, cancellationToken)
                .ConfigureAwait(false);
            var ended = await OperationPoller.PollAsync(
                _connection, "serviceusage", $"project '{project}'", operation,
                o => new OperationReport(o.Name ?? "", "batchEnable", o.Done is true ? "DONE" : "RUNNING", null, string.Join(", ", batch)),
                (o, ct) => GetOperationAsync(o.Name ?? "", ct), progress, cancellationToken).ConfigureAwait(false);
            if (ended.Error is not null)
            {
                throw GoogleErrorReader.Failed(ended, $"project '{project}'");
            }
        }
    }

    private static ApiCall Call(string project, string method, string httpMethod, string path) =>
        new(new(GoogleApi.ServiceUsage, "serviceusage.services." + method, httpMethod, path),
            $"services of project '{project}'", new KeyValuePair<string, string>("projectsId", project));

    private Task<ServiceUsageOperation> GetOperationAsync(string name, CancellationToken cancellationToken) =>
        _connection.SendAsync<ServiceUsageOperation>(
            new ApiCall(new(GoogleApi.ServiceUsage, "serviceusage.operations.get", "GET", "v1/operations/{operationsId}"), $"operation '{name}'",
                new KeyValuePair<string, string>("operationsId", name[(name.LastIndexOf('/') + 1)..]))
            { Quiet = true }, cancellationToken);

    private sealed record BatchEnableServicesRequest(IReadOnlyList<string> ServiceIds);
}
