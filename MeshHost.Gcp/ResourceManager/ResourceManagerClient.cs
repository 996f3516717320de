using MeshHost.Gcp.Http;
using MeshHost.Gcp.Iam;

namespace MeshHost.Gcp.ResourceManager;

/// <summary>Projects: who has which role in them, and what the caller may do.</summary>
public sealed class ResourceManagerClient
{
    private const int MaxPolicyAttempts = 12;

    private readonly GoogleCloudConnection _connection;

    internal ResourceManagerClient(GoogleCloudConnection connection) => _connection = connection;

    /// <summary>Reads a project.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The project, or null if there is none.</returns>
    public Task<Project?> GetProjectAsync(string project, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<Project>(Call(project, "get", "GET", ""), cancellationToken);

    /// <summary>Reads the policy of a project, conditional bindings included.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The policy.</returns>
    public Task<IamPolicy> GetIamPolicyAsync(string project, CancellationToken cancellationToken = default) =>
        _connection.SendAsync<IamPolicy>(
            Call(project, "getIamPolicy", "POST", ":getIamPolicy") with { Body = new GetIamPolicyRequest(new GetPolicyOptions(3)) }, cancellationToken);

    /// <summary>Changes the policy of a project: read, change, write with the same etag; all of it again when somebody else was faster.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="change">The change; returning its argument means there is nothing to write.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>True if the policy was written.</returns>
    public async Task<bool> ModifyIamPolicyAsync(string project, Func<IamPolicy, IamPolicy> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        await _connection.PolicyGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var (options, started) = (_connection.Options, _connection.Options.TimeProvider.GetTimestamp());
            for (var attempt = 1; ; attempt++)
            {
                var current = await GetIamPolicyAsync(project, cancellationToken).ConfigureAwait(false);
                var desired = change(current);
                if (ReferenceEquals(current, desired))
                {
                    return false;
                }

                try
                {
                    await SetIamPolicyAsync(project, desired with { Version = 3, Etag = current.Etag }, cancellationToken).ConfigureAwait(false);
                    return true;
                }
                catch (GoogleCloudException ex) when (ex.Kind switch
                {
                    GoogleCloudErrorKind.Conflict => attempt < MaxPolicyAttempts,
                    GoogleCloudErrorKind.ServiceAccountMissing => options.TimeProvider.GetElapsedTime(started) < options.IamPropagation,
                    _ => false,
                })
                {
                    var delay = new ApiRetry(options).DelayOf(attempt, null);
                    await Task.Delay(delay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _connection.PolicyGate.Release();
        }
    }

    /// <summary>Tells which of some permissions the caller has on a project.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="permissions">The permissions; asked for in groups of a hundred.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>Those that the caller has.</returns>
    public async Task<IReadOnlyList<string>> TestIamPermissionsAsync(
        string project, IReadOnlyList<string> permissions, CancellationToken cancellationToken = default)
    {
        var granted = new List<string>();
        foreach (var group in permissions.Chunk(100))
        {
            var answer = await _connection.SendAsync<TestIamPermissionsResponse?>(
                Call(project, "testIamPermissions", "POST", ":testIamPermissions") with { Body = new TestIamPermissionsRequest(group) }, cancellationToken)
                .ConfigureAwait(false);
            granted.AddRange(answer?.Permissions ?? []);
        }

        return granted;
    }

    private static ApiCall Call(string project, string method, string httpMethod, string suffix) =>
        new(new(GoogleApi.ResourceManager, "cloudresourcemanager.projects." + method, httpMethod, "v1/projects/{projectId}" + suffix),
            $"project '{project}'", new KeyValuePair<string, string>("projectId", project));

    private Task<IamPolicy> SetIamPolicyAsync(string project, IamPolicy policy, CancellationToken cancellationToken)
    {
        // The server writes bindings and etag only unless told otherwise, so the audit settings are named when there are any.
        var mask = policy.AuditConfigs is { Count: > 0 } ? "bindings,etag,version,auditConfigs" : null;
        return _connection.SendAsync<IamPolicy>(
            Call(project, "setIamPolicy", "POST", ":setIamPolicy") with { Body = new SetIamPolicyRequest(policy, mask) }, cancellationToken);
    }

    private sealed record GetPolicyOptions(int RequestedPolicyVersion);

    private sealed record GetIamPolicyRequest(GetPolicyOptions Options);

    private sealed record SetIamPolicyRequest(IamPolicy Policy, string? UpdateMask);

    private sealed record TestIamPermissionsRequest(IReadOnlyList<string> Permissions);

    private sealed record TestIamPermissionsResponse(IReadOnlyList<string>? Permissions);
}
