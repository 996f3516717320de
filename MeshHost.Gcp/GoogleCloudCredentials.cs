using Google.Apis.Auth.OAuth2;

namespace MeshHost.Gcp;

/// <summary>Where the access tokens for the Google APIs come from.</summary>
public abstract class GoogleCloudCredentials
{
    private const string CloudPlatformScope = "https://www.googleapis.com/auth/cloud-platform";

    /// <summary>No token is sent: for an emulator.</summary>
    public static GoogleCloudCredentials None { get; } = new Anonymous();

    /// <summary>
    /// Application default credentials: a user's, a service account's, an impersonated one's or those of
    /// Workload Identity Federation, as <c>GOOGLE_APPLICATION_CREDENTIALS</c>, gcloud's file or the metadata server offer them.
    /// </summary>
    /// <param name="impersonate">E-mail of a service account to act as, or null.</param>
    /// <returns>The credentials. They are looked up when first needed.</returns>
    public static GoogleCloudCredentials ApplicationDefault(string? impersonate = null) => new Adc(impersonate);

    /// <summary>A token that the caller provides, asked for with each request.</summary>
    /// <param name="token">Yields the token.</param>
    /// <returns>The credentials.</returns>
    public static GoogleCloudCredentials FromAccessToken(Func<CancellationToken, ValueTask<string>> token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new Provided(token);
    }

    /// <summary>Yields a valid access token, refreshed when the last one is about to expire.</summary>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The token, or null when none is to be sent.</returns>
    public abstract ValueTask<string?> GetAccessTokenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Project whose quota and enabled APIs calls with these credentials count against, once they have yielded a token. A user's credentials
    /// need one: without it, APIs such as the resource manager's take the call for one of gcloud's own project, and refuse it.
    /// </summary>
    internal virtual string? QuotaProject => null;

    private sealed class Anonymous : GoogleCloudCredentials
    {
        public override ValueTask<string?> GetAccessTokenAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);
    }

    private sealed class Provided(Func<CancellationToken, ValueTask<string>> token) : GoogleCloudCredentials
    {
        public override async ValueTask<string?> GetAccessTokenAsync(CancellationToken cancellationToken) =>
            await token(cancellationToken).ConfigureAwait(false);
    }

    private sealed class Adc(string? impersonate) : GoogleCloudCredentials
    {
        private GoogleCredential? _credential;

        internal override string? QuotaProject => _credential?.QuotaProject;

        public override async ValueTask<string?> GetAccessTokenAsync(CancellationToken cancellationToken)
        {
            var credential = _credential ?? await LoadAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await ((ITokenAccess)credential).GetAccessTokenForRequestAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            catch (Google.Apis.Auth.OAuth2.Responses.TokenResponseException ex)
            {
                throw GoogleCloudException.Unauthenticated(
                    $"Google refused to issue an access token for the application default credentials: {ex.Error?.ErrorDescription ?? ex.Error?.Error ?? ex.Message}", ex);
            }
            catch (SubjectTokenException ex)
            {
                throw GoogleCloudException.Unauthenticated(
                    $"The token that Workload Identity Federation exchanges cannot be read: {ex.InnerException?.Message ?? ex.Message}", ex);
            }
        }

        // Two first callers at once both look them up: harmless, and simpler than a lock.
        private async Task<GoogleCredential> LoadAsync(CancellationToken cancellationToken)
        {
            try
            {
                var credential = await GoogleCredential.GetApplicationDefaultAsync(cancellationToken).ConfigureAwait(false);
                credential = credential.CreateScoped(CloudPlatformScope);
                if (impersonate is not null)
                {
                    credential = credential.Impersonate(new ImpersonatedCredential.Initializer(impersonate) { Scopes = [CloudPlatformScope] });
                }

                return _credential = credential;
            }
            catch (InvalidOperationException ex)
            {
                throw GoogleCloudException.Unauthenticated("No application default credentials were found on this machine.", ex);
            }
        }
    }
}
