using System.Net;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;

namespace MeshHost.Emulator.Mesh;

/// <summary>Decides by authorization policies whether a request may pass: denials first, then allowances if there are any.</summary>
internal static class AuthorizationEvaluator
{
    public static bool Allows(IEnumerable<JsonObject> policies, EmulatedRequest request, int port)
    {
        var relevant = policies.ToList();
        bool Matches(JsonObject policy) => (policy.At("spec.rules") as JsonArray).Objects().Any(rule => MatchesRule(rule, request, port));
        var denials = relevant.Where(policy => policy.At("spec.action").AsText() == "DENY");
        if (denials.Any(Matches))
        {
            return false;
        }

        var allowances = relevant.Where(policy => (policy.At("spec.action").AsText() ?? "ALLOW") == "ALLOW").ToList();
        return allowances.Count == 0 || allowances.Exists(Matches);
    }

    private static bool MatchesRule(JsonObject rule, EmulatedRequest request, int port) =>
        AnyOf(rule.Array("from"), item => MatchesSource(item.Object("source"), request))
        && AnyOf(rule.Array("to"), item => MatchesOperation(item.Object("operation"), request, port))
        && rule.Array("when").Objects().All(condition => MatchesCondition(condition, request, port));

    private static bool AnyOf(JsonArray? items, Func<JsonObject, bool> matches) => items is not { Count: > 0 } || items.Objects().Any(matches);

    private static bool MatchesSource(JsonObject? source, EmulatedRequest request)
    {
        var principal = request.SourcePrincipal is { } spiffe ? spiffe.Replace("spiffe://", "", StringComparison.Ordinal) : null;
        return Field(source, "principals", "notPrincipals", principal, MatchesText)
            && Field(source, "namespaces", "notNamespaces", NamespaceOf(principal), MatchesText)
            && Field(source, "ipBlocks", "notIpBlocks", request.SourceAddress, MatchesAddress)
            && Field(source, "remoteIpBlocks", "notRemoteIpBlocks", RemoteAddress(request), MatchesAddress)

            // Identities of end users come from JSON web tokens, which emulated proxies don't verify: nobody has one.
            && Field(source, "requestPrincipals", "notRequestPrincipals", null, MatchesText);
    }

    private static bool MatchesOperation(JsonObject? operation, EmulatedRequest request, int port) =>
        Field(operation, "hosts", "notHosts", request.Host, MatchesText)
        && Field(operation, "ports", "notPorts", port.ToString(System.Globalization.CultureInfo.InvariantCulture), MatchesText)
        && Field(operation, "methods", "notMethods", request.Method, MatchesText)
        && Field(operation, "paths", "notPaths", request.Path, MatchesText);

    private static bool MatchesCondition(JsonObject condition, EmulatedRequest request, int port)
    {
        var key = condition.Text("key") ?? "";
        var principal = request.SourcePrincipal?.Replace("spiffe://", "", StringComparison.Ordinal);
        var (value, isAddress) = key switch
        {
            "source.ip" => (request.SourceAddress, true),
            "remote.ip" => (RemoteAddress(request), true),
            "source.namespace" => (NamespaceOf(principal), false),
            "source.principal" => (principal, false),
            "destination.port" => (port.ToString(System.Globalization.CultureInfo.InvariantCulture), false),
            _ when key.StartsWith("request.headers[", StringComparison.Ordinal) => (request.Header(key["request.headers[".Length..^1]), false),
            _ => (null, false),
        };
        return Field(condition, "values", "notValues", value, isAddress ? MatchesAddress : MatchesText);
    }

    private static bool Field(JsonObject? json, string name, string negated, string? value, Func<string, string, bool> matches)
    {
        var wanted = json.Array(name).Texts().ToList();
        var unwanted = json.Array(negated).Texts();
        return (wanted.Count == 0 || (value is not null && wanted.Exists(pattern => matches(pattern, value))))
            && (value is null || !unwanted.Any(pattern => matches(pattern, value)));
    }

    /// <summary>Exact, prefix (<c>abc*</c>), suffix (<c>*abc</c>) or presence (<c>*</c>).</summary>
    private static bool MatchesText(string pattern, string value) => pattern switch
    {
        "*" => value.Length > 0,
        ['*', .. var suffix] => value.EndsWith(suffix, StringComparison.Ordinal),
        [.. var prefix, '*'] => value.StartsWith(prefix, StringComparison.Ordinal),
        _ => pattern == value,
    };

    private static bool MatchesAddress(string block, string value)
    {
        if (!IPAddress.TryParse(value, out var address))
        {
            return false;
        }

        return block.Contains('/', StringComparison.Ordinal)
            ? IPNetwork.TryParse(block, out var network) && network.Contains(address)
            : IPAddress.TryParse(block, out var single) && single.Equals(address);
    }

    /// <summary>The first client in X-Forwarded-For as the gateway wrote it; the peer where there is none.</summary>
    private static string? RemoteAddress(EmulatedRequest request) =>
        request.Header("X-Forwarded-For")?.Split(',')[0].Trim() is { Length: > 0 } first ? first : request.SourceAddress;

    private static string? NamespaceOf(string? principal) => principal?.Split('/') is [_, "ns", var ns, ..] ? ns : null;
}
