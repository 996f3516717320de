namespace Aspire.Hosting.ApplicationModel;

/// <summary>The proof that an application is served as declared: real requests, pods, mutual TLS and traces.</summary>
/// <param name="name">The node's name.</param>
/// <param name="parent">The application.</param>
/// <param name="issuer">Who issued its certificate.</param>
public sealed class VerificationResource(string name, BookinfoAppResource parent, CertIssuerResource issuer)
    : Resource(name), IResourceWithParent<BookinfoAppResource>
{
    /// <inheritdoc/>
    public BookinfoAppResource Parent => parent;

    IResource IResourceWithParent.Parent => parent;

    /// <summary>Gets who issued the application's certificate.</summary>
    public CertIssuerResource Issuer => issuer;

    /// <summary>Gets or sets how many requests are sent through the public edge.</summary>
    public int Requests { get; set; } = 50;
}
