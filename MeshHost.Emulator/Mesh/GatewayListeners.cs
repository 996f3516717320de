using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Controllers.Networking;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>What the Envoy of a gateway pod listens on, by the Gateways that select it, and with which certificates.</summary>
/// <param name="pod">The gateway pod.</param>
/// <param name="cluster">The cluster.</param>
internal sealed class GatewayListeners(RunningPod pod, ClusterRuntime cluster)
{
    private readonly ConcurrentDictionary<string, SslStreamCertificateContext?> _certificates = new(StringComparer.Ordinal);

    private ClusterCache Cache => cluster.Context.Cache;

    private JsonObject? Labels => Cache.Get("", "pods", pod.Namespace, pod.Name) is { } current ? PodState.Labels(current) : pod.Labels;

    /// <summary>The servers of all Gateways that select the pod.</summary>
    public IReadOnlyList<GatewayServer> Servers()
    {
        var labels = Labels;
        var services = Cache.List("", "services", pod.Namespace)
            .Where(service => service.At("spec.selector") is JsonObject { Count: > 0 } selector && LabelSelector.MatchesMap(selector, labels)).ToList();
        return [.. from gateway in Cache.List("networking.istio.io", "gateways")
                   where LabelSelector.MatchesMap(gateway.At("spec.selector") as JsonObject ?? [], labels)
                   from server in (gateway.At("spec.servers") as JsonArray).Objects()
                   let port = (int)(server.At("port.number").AsInteger() ?? 0)
                   select new GatewayServer($"{gateway.Namespace()}/{gateway.Name()}", gateway.Namespace()!, BindPort(services, port), server)];
    }

    /// <summary>Whether Envoy listens on a port: a TLS listener needs the certificate of at least one of its servers.</summary>
    public bool Listens(int port) => Servers().Any(server => server.BindPort == port && (!server.IsTls || Certificate(server) is not null))
        || (port == IngressPort() && AcmeIngresses().Any());

    /// <summary>Whether a port terminates TLS.</summary>
    public bool IsTls(int port) => Servers().Any(server => server.BindPort == port && server.IsTls);

    /// <summary>The certificate for a server name; <see langword="null"/> resets the connection, as Envoy does without a filter chain for it.</summary>
    public SslStreamCertificateContext? Certificate(int port, string? serverName) => Servers()
        .Where(server => server.BindPort == port && server.IsTls && server.Serves(serverName ?? ""))
        .OrderByDescending(server => (server.Json["hosts"] as JsonArray).Texts().Any(host => HostNames.WithoutNamespace(host) == serverName))
        .Select(Certificate).FirstOrDefault(certificate => certificate is not null);

    /// <summary>The Ingress objects of the mesh's class: what ACME solvers are reached by.</summary>
    public IEnumerable<JsonObject> AcmeIngresses()
    {
        var config = cluster.Mesh.Policies.Config;
        if (config is null || Labels.Text("istio") != config.IngressSelector)
        {
            return [];
        }

        return Cache.List("networking.k8s.io", "ingresses").Where(ingress =>
            (ingress.At("spec.ingressClassName").AsText() ?? PodState.Annotation(ingress, "kubernetes.io/ingress.class")) == config.IngressClass);
    }

    /// <summary>The port on which Ingress objects are served: what the service's port 80 targets.</summary>
    public int IngressPort() => BindPort(
        [.. Cache.List("", "services", pod.Namespace).Where(service => service.At("spec.selector") is JsonObject { Count: > 0 } selector && LabelSelector.MatchesMap(selector, Labels))], 80);

    /// <summary>
    /// Istio takes the number of a server for a port of the gateway's service, whose target it then listens on; a number that
    /// no service has is the pod's own.
    /// </summary>
    private int BindPort(List<JsonObject> services, int number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return services.SelectMany(ServicePorts.Of).Where(port => port.Integer("port")?.ToString(CultureInfo.InvariantCulture) == text)
            .Select(port => ServicePorts.TargetPort(port, pod.Json)).FirstOrDefault(target => target is not null) ?? number;
    }

    private SslStreamCertificateContext? Certificate(GatewayServer server)
    {
        if (server.CredentialName is not { } name || Cache.Get("", "secrets", pod.Namespace, name) is not { } secret)
        {
            return null;
        }

        var key = $"{secret.Uid()}/{secret.At("metadata.resourceVersion").AsText()}";
        return _certificates.GetOrAdd(key, static (_, secret) => Read(secret), secret);
    }

    private static SslStreamCertificateContext? Read(JsonObject secret)
    {
        var chain = Decode(secret, "tls.crt") ?? Decode(secret, "cert");
        var key = Decode(secret, "tls.key") ?? Decode(secret, "key");
        if (chain is null || key is null)
        {
            return null;
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(chain);
            using var leaf = X509Certificate2.CreateFromPem(chain, key);
            certificates.RemoveAt(0);

            // A round trip through PKCS#12, because SslStream doesn't take ephemeral keys on every platform.
            var usable = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(usable, certificates, offline: true);
        }
        catch (Exception ex) when (ex is CryptographicException or ArgumentException)
        {
            // Envoy refuses a malformed certificate and keeps the listener without it.
            return null;
        }
    }

    private static string? Decode(JsonObject secret, string key)
    {
        var text = secret.Object("data").Text(key);
        try
        {
            return string.IsNullOrEmpty(text) ? null : Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
