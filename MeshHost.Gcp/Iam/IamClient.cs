using MeshHost.Gcp.Http;

namespace MeshHost.Gcp.Iam;

/// <summary>IAM service accounts.</summary>
public sealed class IamClient
{
    private const string Accounts = "v1/projects/{projectsId}/serviceAccounts";
    private const string OneAccount = Accounts + "/{serviceAccountsId}";

    private readonly GoogleCloudConnection _connection;

    internal IamClient(GoogleCloudConnection connection) => _connection = connection;

    /// <summary>Reads a service account.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="email">E-mail of the account.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The account, or null if there is none.</returns>
    public Task<ServiceAccount?> GetServiceAccountAsync(string project, string email, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<ServiceAccount>(Call(project, email, "get", "GET", OneAccount), cancellationToken);

    /// <summary>Creates a service account. It may take minutes until it is known everywhere.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="accountId">The part before the @: 6 to 30 characters.</param>
    /// <param name="account">Display name and description.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The account.</returns>
    public Task<ServiceAccount> CreateServiceAccountAsync(
        string project, string accountId, ServiceAccount account, CancellationToken cancellationToken = default) =>
        _connection.SendAsync<ServiceAccount>(
            new ApiCall(new(GoogleApi.Iam, "iam.projects.serviceAccounts.create", "POST", Accounts),
                $"service account '{accountId}' in project '{project}'", new KeyValuePair<string, string>("projectsId", project))
            {
                Body = new CreateServiceAccountRequest(accountId, account),
            }, cancellationToken);

    /// <summary>Changes display name and description of a service account.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="email">E-mail of the account.</param>
    /// <param name="account">The new values; null leaves a value as it is.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The changed fields.</returns>
    public Task<ServiceAccount> PatchServiceAccountAsync(string project, string email, ServiceAccount account, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        string?[] mask = [account.DisplayName is null ? null : "displayName", account.Description is null ? null : "description"];
        var call = Call(project, email, "patch", "PATCH", OneAccount) with
        {
            Body = new PatchServiceAccountRequest(
                new ServiceAccount { DisplayName = account.DisplayName, Description = account.Description }, string.Join(',', mask.OfType<string>())),
        };
        return _connection.SendAsync<ServiceAccount>(call, cancellationToken);
    }

    /// <summary>Deletes a service account. Its bindings must have been removed before: they would stay behind as deleted principals.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="email">E-mail of the account.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False if there was no such account.</returns>
    public async Task<bool> DeleteServiceAccountAsync(string project, string email, CancellationToken cancellationToken = default)
    {
        try
        {
            await _connection.SendAsync<Empty?>(Call(project, email, "delete", "DELETE", OneAccount), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (GoogleCloudException ex) when (ex.StatusCode == 404)
        {
            return false;
        }
    }

    /// <summary>Enables a service account that somebody has disabled.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="email">E-mail of the account.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the account is enabled.</returns>
    public Task EnableServiceAccountAsync(string project, string email, CancellationToken cancellationToken = default) =>
        _connection.SendAsync<Empty?>(Call(project, email, "enable", "POST", OneAccount + ":enable") with { Body = new Empty() }, cancellationToken);

    private static ApiCall Call(string project, string email, string method, string httpMethod, string path) =>
        new(new(GoogleApi.Iam, "iam.projects.serviceAccounts." + method, httpMethod, path), $"service account '{email}'",
            new("projectsId", project), new("serviceAccountsId", email));

    private sealed record CreateServiceAccountRequest(string AccountId, ServiceAccount ServiceAccount);

    private sealed record PatchServiceAccountRequest(ServiceAccount ServiceAccount, string UpdateMask);

    private sealed record Empty;
}
