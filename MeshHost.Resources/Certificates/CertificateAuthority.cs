namespace MeshHost.Resources.Certificates;

/// <summary>Who issues certificates.</summary>
public enum CertificateAuthority
{
    /// <summary>Let's Encrypt: trusted by every browser, with rate limits.</summary>
    LetsEncrypt,

    /// <summary>Let's Encrypt's staging service: trusted by nobody, with generous limits.</summary>
    LetsEncryptStaging,

    /// <summary>A certificate authority of the cluster's own, for clusters that the public internet cannot reach.</summary>
    Private,
}
