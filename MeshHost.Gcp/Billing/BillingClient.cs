using MeshHost.Gcp.Http;

namespace MeshHost.Gcp.Billing;

/// <summary>Cloud Billing: whether a project is billed.</summary>
public sealed class BillingClient
{
    private readonly GoogleCloudConnection _connection;

    internal BillingClient(GoogleCloudConnection connection) => _connection = connection;

    /// <summary>Reads the billing of a project.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Its billing, or null if there is no such project.</returns>
    public Task<ProjectBillingInfo?> GetAsync(string project, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<ProjectBillingInfo>(
            new ApiCall(new(GoogleApi.Billing, "cloudbilling.projects.getBillingInfo", "GET", "v1/projects/{projectsId}/billingInfo"),
                $"billing of project '{project}'", new KeyValuePair<string, string>("projectsId", project)), cancellationToken);
}
