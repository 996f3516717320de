using MeshHost.Gcp.Http;

namespace MeshHost.Gcp;

/// <summary>The way to the Google APIs: addresses, credentials, retries and clock. Thread-safe; one for all clients.</summary>
public sealed class GoogleCloudConnection : IDisposable
{
    private readonly Dictionary<GoogleApi, ApiService> _services;
    private readonly ApiRetry _retry;

    /// <summary>Creates a connection. Nothing is sent yet.</summary>
    /// <param name="options">How the APIs are reached.</param>
    public GoogleCloudConnection(GoogleCloudConnectionOptions? options = null)
    {
        Options = options ?? new GoogleCloudConnectionOptions();
        _retry = new ApiRetry(Options);
        var endpoints = Options.Endpoints;
        _services = new()
        {
            [GoogleApi.Compute] = new ApiService("compute", endpoints.Compute, Options),
            [GoogleApi.Container] = new ApiService("container", endpoints.Container, Options),
            [GoogleApi.Iam] = new ApiService("iam", endpoints.Iam, Options),
            [GoogleApi.ResourceManager] = new ApiService("cloudresourcemanager", endpoints.ResourceManager, Options),
            [GoogleApi.Dns] = new ApiService("dns", endpoints.Dns, Options),
            [GoogleApi.ServiceUsage] = new ApiService("serviceusage", endpoints.ServiceUsage, Options),
            [GoogleApi.Billing] = new ApiService("cloudbilling", endpoints.Billing, Options),
        };
    }

    /// <summary>How the APIs are reached.</summary>
    public GoogleCloudConnectionOptions Options { get; }

    /// <summary>Serialises read-modify-write cycles of IAM policies: parallel ones of one process would only collide.</summary>
    internal SemaphoreSlim PolicyGate { get; } = new(1);

    /// <summary>Yields an access token of the connection's credentials, for the Kubernetes API of a cluster among others.</summary>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The token, or null when none is to be sent.</returns>
    public ValueTask<string?> GetAccessTokenAsync(CancellationToken cancellationToken) => Options.Credentials.GetAccessTokenAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var service in _services.Values)
        {
            service.Dispose();
        }

        PolicyGate.Dispose();
    }

    internal Task<T> SendAsync<T>(ApiCall call, CancellationToken cancellationToken) =>
        _retry.SendAsync<T>(_services[call.Method.Api], call, cancellationToken);
}
