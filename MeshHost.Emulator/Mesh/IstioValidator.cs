using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;

namespace MeshHost.Emulator.Mesh;

/// <summary>The checks of Istio's validating webhook that rollouts run into.</summary>
internal sealed class IstioValidator
{
    private static readonly HashSet<string> s_protocols = ["HTTP", "HTTPS", "GRPC", "HTTP2", "MONGO", "TCP", "TLS"];

    public AdmissionDecision Validate(JsonObject request)
    {
        if (request.Object("object") is not { } obj)
        {
            return AdmissionDecision.Allow;
        }

        var problem = obj.Text("kind") switch
        {
            "Gateway" => Gateway(obj),
            "VirtualService" => VirtualService(obj),
            "DestinationRule" => obj.At("spec.host").AsText() is { Length: > 0 } ? Subsets(obj) : "host cannot be empty",
            "AuthorizationPolicy" => AuthorizationPolicy(obj),
            _ => null,
        };
        return problem is null
            ? AdmissionDecision.Allow
            : new AdmissionDecision($"configuration is invalid: {problem}");
    }

    private static string? Gateway(JsonObject gateway)
    {
        var servers = (gateway.At("spec.servers") as JsonArray).Objects().ToList();
        if (servers.Count == 0)
        {
            return "gateway must have at least one server";
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var server in servers)
        {
            if (server.Array("hosts") is not { Count: > 0 })
            {
                return "server config must contain at least one host";
            }

            if (server.At("port.number").AsInteger() is not (> 0 and < 65536))
            {
                return "port number must be in the range 1..65535";
            }

            var protocol = server.At("port.protocol").AsText()?.ToUpperInvariant() ?? "";
            if (!s_protocols.Contains(protocol))
            {
                return $"invalid protocol \"{server.At("port.protocol").AsText()}\", supported protocols are HTTP, HTTP2, GRPC, GRPC-WEB, MONGO, REDIS, MYSQL, TCP";
            }

            if (!names.Add(server.At("port.name").AsText() ?? ""))
            {
                return "port names in servers must be unique: duplicate name " + server.At("port.name").AsText();
            }

            if (protocol is "HTTPS" or "TLS" && server.Object("tls") is null)
            {
                return "server must have TLS settings for HTTPS/TLS protocols";
            }

            if (server.At("tls.mode").AsText() is "SIMPLE" && server.At("tls.credentialName").AsText() is null && server.At("tls.serverCertificate").AsText() is null)
            {
                return "SIMPLE TLS requires a private key";
            }
        }

        return null;
    }

    private static string? VirtualService(JsonObject service)
    {
        if (service.At("spec.hosts") is not JsonArray { Count: > 0 })
        {
            return "virtual service must have at least one host";
        }

        var http = (service.At("spec.http") as JsonArray).Objects().ToList();
        if (http.Count == 0 && service.At("spec.tcp") is null && service.At("spec.tls") is null)
        {
            return "http, tcp or tls must be provided in virtual service";
        }

        foreach (var route in http)
        {
            if (route["route"] is null && route["redirect"] is null && route["directResponse"] is null && route["delegate"] is null)
            {
                return "HTTP route, redirect or direct_response is required";
            }

            foreach (var destination in route.Array("route").Objects())
            {
                if (destination.At("destination.host").AsText() is not { Length: > 0 })
                {
                    return "destination host cannot be empty";
                }

                if (destination.Integer("weight") is < 0)
                {
                    return "weight must be >= 0";
                }
            }
        }

        return null;
    }

    private static string? Subsets(JsonObject rule) =>
        (rule.At("spec.subsets") as JsonArray).Objects().Any(subset => subset.Text("name") is not { Length: > 0 }) ? "subset name cannot be empty" : null;

    private static string? AuthorizationPolicy(JsonObject policy) =>
        policy.At("spec.action").AsText() == "CUSTOM" && policy.At("spec.provider.name").AsText() is null ? "`provider.name` must not be empty" : null;
}
