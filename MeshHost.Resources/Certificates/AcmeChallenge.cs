namespace MeshHost.Resources.Certificates;

/// <summary>How an ACME authority checks that a host is ours (RFC 8555, section 8).</summary>
public enum AcmeChallenge
{
    /// <summary>The authority fetches a token from port 80 of the host.</summary>
    Http01,

    /// <summary>The authority looks up a TXT record, which cert-manager writes to Cloud DNS.</summary>
    Dns01,
}
