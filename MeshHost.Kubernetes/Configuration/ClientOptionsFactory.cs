using System.Security.Cryptography;

namespace MeshHost.Kubernetes;

/// <summary>Turns a kubeconfig's cluster and user into client options.</summary>
internal static class ClientOptionsFactory
{
    public static KubernetesClientOptions Create(KubeconfigCluster cluster, KubeconfigUser user)
    {
        if (cluster.InsecureSkipTlsVerify)
        {
            throw new KubeconfigException(
                $"The cluster '{cluster.Name}' sets insecure-skip-tls-verify. MeshHost always verifies the server: put its certificate authority into certificate-authority-data, or set tls-server-name if only the name differs.");
        }

        if (user.AuthProvider is { } provider && user.Exec is null)
        {
            throw new KubeconfigException(
                $"The user '{user.Name}' uses the auth-provider '{provider}', which Kubernetes removed in 1.26. Create the entry anew, for GKE with 'gcloud container clusters get-credentials'.");
        }

        byte[]? authority = cluster.CertificateAuthorityData
            ?? (cluster.CertificateAuthority is { } file ? ReadFile(file, $"the certificate authority of the cluster '{cluster.Name}'") : null);
        ClientCertificate? certificate = LoadCertificate(user);
        if (certificate is null && user.Exec is { } exec && user is { Token: null, TokenFile: null, UserName: null })
        {
            exec.Validate(user.Name);
            ExecCredentialSource source = new(exec, cluster, authority, TimeProvider.System);
            return Options(cluster, user, authority, null, source.GetTokenAsync, source.Refuse, () => source.Certificate);
        }

        return Options(cluster, user, authority, certificate, TokenSource(user), null, null);
    }

    private static KubernetesClientOptions Options(
        KubeconfigCluster cluster,
        KubeconfigUser user,
        byte[]? authority,
        ClientCertificate? certificate,
        Func<CancellationToken, ValueTask<string?>>? token,
        Action? refused,
        Func<ClientCertificate?>? currentCertificate) => new()
        {
            Server = cluster.Server,
            CertificateAuthority = authority,
            TlsServerName = cluster.TlsServerName,
            Proxy = cluster.ProxyUrl,
            ClientCertificate = certificate?.Leaf,
            ClientCertificateChain = certificate?.Intermediates,
            BearerToken = token,
            Basic = user is { UserName: { Length: > 0 } name, Password: { } password } ? (name, password) : null,
            Impersonate = user.Impersonate,
            CredentialsRefused = refused,
            CurrentClientCertificate = currentCertificate,
        };

    private static Func<CancellationToken, ValueTask<string?>>? TokenSource(KubeconfigUser user)
    {
        if (user.TokenFile is { } file)
        {
            return new TokenFileSource(file, TimeProvider.System).GetTokenAsync;
        }

        return user.Token is { } token ? _ => ValueTask.FromResult<string?>(token) : null;
    }

    private static ClientCertificate? LoadCertificate(KubeconfigUser user)
    {
        byte[]? certificate = user.ClientCertificateData ?? (user.ClientCertificate is { } path ? ReadFile(path, $"the client certificate of '{user.Name}'") : null);
        if (certificate is null)
        {
            return null;
        }

        byte[] key = user.ClientKeyData
            ?? (user.ClientKey is { } keyPath ? ReadFile(keyPath, $"the client key of '{user.Name}'") : null)
            ?? throw new KubeconfigException($"The user '{user.Name}' has a client certificate without a client key.");
        try
        {
            return ClientCertificate.Read(certificate, key);
        }
        catch (CryptographicException exception)
        {
            throw new KubeconfigException($"The client certificate of '{user.Name}' cannot be read: {exception.Message}", exception);
        }
    }

    private static byte[] ReadFile(string path, string what)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"Could not read {what}: {exception.Message}", exception);
        }
    }
}
