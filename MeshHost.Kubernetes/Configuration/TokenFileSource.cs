namespace MeshHost.Kubernetes;

/// <summary>A token in a file that somebody else renews; read again every minute.</summary>
internal sealed class TokenFileSource(string path, TimeProvider time)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(1);

    private (string Token, DateTimeOffset ReadAt)? _last;

    public async ValueTask<string?> GetTokenAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_last is { } last && now - last.ReadAt < s_lifetime)
        {
            return last.Token;
        }

        try
        {
            string token = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
            _last = (token, now);
            return token;
        }
        catch (IOException exception)
        {
            throw new KubeconfigException($"Could not read the token file: {exception.Message}", exception);
        }
    }
}
