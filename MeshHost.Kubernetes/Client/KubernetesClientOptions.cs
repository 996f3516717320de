using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace MeshHost.Kubernetes;

/// <summary>How a <see cref="KubernetesClient"/> reaches its cluster.</summary>
public sealed class KubernetesClientOptions
{
    /// <summary>Gets the address of the API server, such as <c>https://203.0.113.4</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>Gets the certificates (PEM) that the server's certificate must chain to; <see langword="null"/> for the machine's own trust.</summary>
    public byte[]? CertificateAuthority { get; init; }

    /// <summary>Gets the client certificate with its private key.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Gets the intermediate certificates between <see cref="ClientCertificate"/> and the authority that the server trusts; they are sent with it.</summary>
    public X509Certificate2Collection? ClientCertificateChain { get; init; }

    /// <summary>Gets what yields the bearer token; asked before every request, so that a token which expires is never held on to.</summary>
    public Func<CancellationToken, ValueTask<string?>>? BearerToken { get; init; }

    /// <summary>Gets whom to act as in place of the caller; <see langword="null"/> for nobody else.</summary>
    public Impersonation? Impersonate { get; init; }

    /// <summary>Gets the name that the server's certificate is checked against, where it is not the host of <see cref="Server"/>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Gets the proxy (http, https or socks5) to the server; <see langword="null"/> for what the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Gets the field manager that owns what this client applies. Default: <c>meshhost</c>.</summary>
    public string FieldManager { get; init; } = "meshhost";

    /// <summary>Gets the <c>User-Agent</c> header. Default: <c>meshhost</c>.</summary>
    public string UserAgent { get; init; } = "meshhost";

    /// <summary>Gets the number of requests under way at a time; watches are not counted. Default: 32.</summary>
    public int MaxConcurrentRequests { get; init; } = 32;

    /// <summary>Gets the time that one attempt of a request may take. Default: 60 s, twice a webhook's longest time-out.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets how often a request is retried after 429, 5xx or a broken connection. Default: 6.</summary>
    public int MaxRetries { get; init; } = 6;

    /// <summary>Gets the clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets the logger, or <see langword="null"/> for none.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Gets a user name and a password, for what stands before an API server: Kubernetes itself takes none since 1.19.</summary>
    internal (string UserName, string Password)? Basic { get; init; }

    /// <summary>Gets what to do when the server refused the credentials, so that the next request brings new ones.</summary>
    internal Action? CredentialsRefused { get; init; }

    /// <summary>Gets what yields a client certificate that may change in time (exec plugins).</summary>
    internal Func<ClientCertificate?>? CurrentClientCertificate { get; init; }

    /// <summary>Gets a handler to send with in place of sockets; for tests.</summary>
    internal HttpMessageHandler? Handler { get; init; }
}
