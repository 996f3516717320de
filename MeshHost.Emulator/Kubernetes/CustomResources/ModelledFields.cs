using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.CustomResources;

/// <summary>Which fields of the custom resources of known operators the emulator acts on, so that whoever sets another one is told.</summary>
internal static class ModelledFields
{
    private static readonly string[] s_trafficPolicy = ["tls.mode", "connectionPool.tcp.maxConnections", "connectionPool.http.http1MaxPendingRequests"];

    /// <summary>The fields below <c>spec</c> that have their effect, each with all that is below it. A kind with none has no effect at all.</summary>
    private static readonly Dictionary<(string Group, string Kind), string[]> s_modelled = new()
    {
        [("networking.istio.io", "VirtualService")] =
        [
            "hosts", "gateways", "http.name", "http.match.name", "http.match.uri", "http.match.method", "http.match.authority", "http.match.scheme", "http.match.port",
            "http.match.sourceNamespace", "http.match.sourceLabels", "http.match.headers", "http.match.withoutHeaders", "http.match.queryParams", "http.match.gateways",
            "http.match.ignoreUriCase", "http.route.destination", "http.route.weight", "http.route.headers", "http.redirect.scheme", "http.redirect.authority",
            "http.redirect.uri", "http.redirect.port", "http.redirect.redirectCode", "http.rewrite.uri", "http.rewrite.authority", "http.headers", "http.timeout",
            "http.retries.attempts", "http.retries.retryOn", "http.fault.delay.percentage", "http.fault.delay.fixedDelay", "http.fault.abort.percentage",
            "http.fault.abort.httpStatus", "http.directResponse.status", "http.directResponse.body.string",
        ],
        [("networking.istio.io", "DestinationRule")] =
        [
            "host", "subsets.name", "subsets.labels", .. s_trafficPolicy.Select(field => $"trafficPolicy.{field}"), .. s_trafficPolicy.Select(field => $"subsets.trafficPolicy.{field}"),
        ],
        [("networking.istio.io", "Gateway")] = ["selector", "servers.name", "servers.hosts", "servers.port", "servers.tls.mode", "servers.tls.credentialName", "servers.tls.httpsRedirect"],
        [("networking.istio.io", "ServiceEntry")] = [],
        [("networking.istio.io", "Sidecar")] = [],
        [("networking.istio.io", "EnvoyFilter")] = [],
        [("networking.istio.io", "ProxyConfig")] = [],
        [("networking.istio.io", "WorkloadEntry")] = [],
        [("networking.istio.io", "WorkloadGroup")] = [],
        [("extensions.istio.io", "WasmPlugin")] = [],
        [("security.istio.io", "RequestAuthentication")] = [],
        [("security.istio.io", "PeerAuthentication")] = ["selector", "mtls", "portLevelMtls"],
        [("security.istio.io", "AuthorizationPolicy")] =
        [
            "selector", "action", "rules.to", "rules.when", "rules.from.source.principals", "rules.from.source.notPrincipals", "rules.from.source.namespaces",
            "rules.from.source.notNamespaces", "rules.from.source.ipBlocks", "rules.from.source.notIpBlocks", "rules.from.source.remoteIpBlocks",
            "rules.from.source.notRemoteIpBlocks",
        ],
        [("telemetry.istio.io", "Telemetry")] = ["selector", "tracing.providers", "tracing.randomSamplingPercentage", "tracing.disableSpanReporting", "metrics.providers"],
        [("cert-manager.io", "Certificate")] =
        [
            "secretName", "secretTemplate.labels", "issuerRef", "dnsNames", "ipAddresses", "uris", "commonName", "duration", "renewBefore", "isCA", "privateKey.algorithm",
            "privateKey.size", "privateKey.rotationPolicy", "usages",
        ],
        [("cert-manager.io", "Issuer")] = ["acme", "ca.secretName", "selfSigned"],
        [("cert-manager.io", "ClusterIssuer")] = ["acme", "ca.secretName", "selfSigned"],
    };

    /// <summary>Fields of kinds most of whose fields are about how a program runs, which no emulation shows.</summary>
    private static readonly Dictionary<(string Group, string Kind), string[]> s_withoutEffect = new()
    {
        [("monitoring.coreos.com", "Prometheus")] = ["additionalScrapeConfigs", "additionalAlertRelabelConfigs", "remoteWrite", "remoteRead", "thanos", "tracingConfig"],
    };

    private static readonly Dictionary<(string Group, string Kind), (string Path, string[] Values)> s_values = new()
    {
        [("security.istio.io", "AuthorizationPolicy")] = ("spec.action", ["ALLOW", "DENY"]),
        [("cert-manager.io", "Certificate")] = ("spec.privateKey.algorithm", ["ECDSA"]),
    };

    /// <summary>Says what of an object has no effect.</summary>
    public static void Check(string group, JsonObject obj, Action<string> warn)
    {
        var key = (group, obj.Text("kind") ?? "");
        if (s_modelled.TryGetValue(key, out var modelled))
        {
            if (modelled.Length == 0)
            {
                warn($"the emulator does not model {key.Item2}: it has no effect");
                return;
            }

            Walk(obj["spec"], "", modelled, path => warn($"the emulator does not model spec.{path} of {key.Item2}: it has no effect"));
        }

        if (s_withoutEffect.TryGetValue(key, out var fields) && obj["spec"] is JsonObject spec)
        {
            foreach (var field in fields.Where(spec.ContainsKey))
            {
                warn($"the emulator does not model spec.{field} of {key.Item2}: it has no effect");
            }
        }

        if (s_values.TryGetValue(key, out var rule) && obj.At(rule.Path).AsText() is { } value && !rule.Values.Contains(value))
        {
            warn($"the emulator does not model {rule.Path} {value} of {key.Item2}, only {string.Join(" and ", rule.Values)}");
        }
    }

    private static void Walk(JsonNode? node, string path, string[] modelled, Action<string> report)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var item in array)
                {
                    Walk(item, path, modelled, report);
                }

                break;
            case JsonObject obj:
                foreach (var (name, value) in obj)
                {
                    var field = path.Length == 0 ? name : $"{path}.{name}";
                    if (modelled.Contains(field))
                    {
                        continue;
                    }

                    if (value is JsonObject or JsonArray && modelled.Any(known => known.StartsWith(field + ".", StringComparison.Ordinal)))
                    {
                        Walk(value, field, modelled, report);
                    }
                    else
                    {
                        report(field);
                    }
                }

                break;
        }
    }
}
