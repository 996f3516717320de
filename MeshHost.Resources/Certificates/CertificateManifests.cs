using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Resources.Certificates;

/// <summary>cert-manager's objects: the issuer, and a certificate per host.</summary>
internal static class CertificateManifests
{
    private const string Production = "https://acme-v02.api.letsencrypt.org/directory";

    private const string Staging = "https://acme-staging-v02.api.letsencrypt.org/directory";

    private const string Http01Solver = """
            - http01:
                ingress:
                  class: istio
        """;

    public static string Issuer(CertIssuerResource issuer, string email, string project)
    {
        if (issuer.Authority is CertificateAuthority.Private)
        {
            return PrivateAuthority(issuer.IssuerName);
        }

        var server = issuer.AcmeDirectory?.ToString() ?? (issuer.Authority is CertificateAuthority.LetsEncrypt ? Production : Staging);
        var solver = issuer.Challenge is AcmeChallenge.Http01 ? Http01Solver : $"""
                - dns01:
                    cloudDNS:
                      project: {project}
            """;
        return $"""
            apiVersion: cert-manager.io/v1
            kind: ClusterIssuer
            metadata:
              name: {issuer.IssuerName}
            spec:
              acme:
                server: {server}
                email: {email}
                privateKeySecretRef:
                  name: {issuer.IssuerName}-key
                solvers:
            {solver}
            """;
    }

    public static string Certificate(string name, string secretName, string host, string issuerName) => $"""
        apiVersion: cert-manager.io/v1
        kind: Certificate
        metadata:
          name: {name}
          namespace: {IstioMeshResource.IngressNamespace}
        spec:
          secretName: {secretName}
          issuerRef:
            name: {issuerName}
            kind: ClusterIssuer
          privateKey:
            rotationPolicy: Always
          dnsNames:
          - {host}
        """;

    // A self-signed root that issues for the cluster alone: nobody else has its key, nobody else trusts it.
    private static string PrivateAuthority(string name) => $$"""
        apiVersion: cert-manager.io/v1
        kind: ClusterIssuer
        metadata:
          name: {{name}}-root
        spec:
          selfSigned: {}
        ---
        apiVersion: cert-manager.io/v1
        kind: Certificate
        metadata:
          name: {{name}}
          namespace: cert-manager
        spec:
          isCA: true
          commonName: {{name}}
          secretName: {{name}}
          duration: 87600h
          privateKey:
            algorithm: ECDSA
            size: 256
          issuerRef:
            name: {{name}}-root
            kind: ClusterIssuer
        ---
        apiVersion: cert-manager.io/v1
        kind: ClusterIssuer
        metadata:
          name: {{name}}
        spec:
          ca:
            secretName: {{name}}
        """;
}
