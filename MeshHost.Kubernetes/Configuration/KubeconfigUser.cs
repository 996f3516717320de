namespace MeshHost.Kubernetes;

/// <summary>A user of a kubeconfig: how to prove who is calling.</summary>
public sealed record KubeconfigUser
{
    /// <summary>Gets the user's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the client certificate (PEM), given in the file itself.</summary>
    public byte[]? ClientCertificateData { get; init; }

    /// <summary>Gets the client certificate's private key (PEM), given in the file itself.</summary>
    public byte[]? ClientKeyData { get; init; }

    /// <summary>Gets the path of the client certificate's file.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Gets the path of the private key's file.</summary>
    public string? ClientKey { get; init; }

    /// <summary>Gets the bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>Gets the path of a file that holds the bearer token, read again as it is renewed; preferred to <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Gets the user name that goes with <see cref="Password"/>.</summary>
    public string? UserName { get; init; }

    /// <summary>Gets the password, for what stands before an API server: Kubernetes itself takes none since 1.19.</summary>
    public string? Password { get; init; }

    /// <summary>Gets whom to act as in place of this user; <see langword="null"/> for nobody else.</summary>
    public Impersonation? Impersonate { get; init; }

    /// <summary>Gets the command that yields credentials.</summary>
    public ExecPlugin? Exec { get; init; }

    /// <summary>Gets the name of an <c>auth-provider</c>, which no current client supports any more.</summary>
    public string? AuthProvider { get; init; }

    /// <summary>Returns the user's name; never its secrets.</summary>
    public override string ToString() => Name;
}
