using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Mesh;

/// <summary>One server of a Gateway, on a pod that it selects.</summary>
/// <param name="Gateway">The gateway as <c>namespace/name</c>.</param>
/// <param name="Namespace">The gateway's namespace.</param>
/// <param name="BindPort">The port that the pod listens on for it.</param>
/// <param name="Json">The server as written.</param>
internal sealed record GatewayServer(string Gateway, string Namespace, int BindPort, JsonObject Json)
{
    public string Protocol => Json.At("port.protocol").AsText()?.ToUpperInvariant() ?? "HTTP";

    public bool IsTls => Protocol is "HTTPS" or "TLS" && Json.At("tls.mode").AsText() is null or "SIMPLE" or "MUTUAL" or "OPTIONAL_MUTUAL";

    public bool RedirectsToHttps => Json.At("tls.httpsRedirect").AsBoolean() == true;

    public string? CredentialName => Json.At("tls.credentialName").AsText();

    public bool Serves(string host) =>
        (Json["hosts"] as JsonArray).Texts().Any(pattern => HostNames.Matches(HostNames.WithoutNamespace(pattern), host));
}
