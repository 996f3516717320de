using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>Finds the HTTP route of a virtual service for a request.</summary>
internal static class RouteMatcher
{
    private static readonly TimeSpan s_regexTimeout = TimeSpan.FromMilliseconds(200);

    /// <param name="virtualService">The virtual service.</param>
    /// <param name="request">The request.</param>
    /// <param name="gateway">The gateway that serves it, as <c>namespace/name</c>, or <c>mesh</c>.</param>
    /// <param name="source">The pod that sends it.</param>
    /// <param name="port">The port that it is sent to.</param>
    /// <returns>The route and the match that chose it, or <see langword="null"/> when none does.</returns>
    public static (JsonObject Route, JsonObject? Match)? Find(JsonObject virtualService, EmulatedRequest request, string gateway, RunningPod source, int port)
    {
        foreach (var route in (virtualService.At("spec.http") as JsonArray).Objects())
        {
            if (route.Array("match") is not { Count: > 0 } matches)
            {
                return (route, null);
            }

            foreach (var match in matches.Objects())
            {
                if (Matches(match, virtualService, request, gateway, source, port))
                {
                    return (route, match);
                }
            }
        }

        return null;
    }

    /// <summary>The name of a gateway as virtual services refer to it: without a namespace it is their own.</summary>
    public static string GatewayName(string reference, string? ns) =>
        reference == "mesh" || reference.Contains('/', StringComparison.Ordinal) ? reference : $"{ns}/{reference}";

    private static bool Matches(JsonObject match, JsonObject virtualService, EmulatedRequest request, string gateway, RunningPod source, int port)
    {
        if (match.Array("gateways") is { Count: > 0 } gateways
            && !gateways.Texts().Any(name => GatewayName(name, virtualService.Namespace()) == gateway))
        {
            return false;
        }

        var comparison = match.Boolean("ignoreUriCase") == true ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var query = request.QueryParameters;
        return MatchesText(match.Object("uri"), request.Path, comparison)
            && MatchesText(match.Object("method"), request.Method)
            && MatchesText(match.Object("authority"), request.Host)
            && MatchesText(match.Object("scheme"), request.Scheme)
            && (match.Integer("port") is not { } wanted || wanted == port)
            && (match.Text("sourceNamespace") is not { } ns || ns == source.Namespace)
            && (match.Object("sourceLabels") is not { } labels || LabelSelector.MatchesMap(labels, source.Labels))
            && (match.Object("headers") ?? []).All(header => MatchesText(header.Value as JsonObject, request.Header(header.Key)))
            && (match.Object("withoutHeaders") ?? []).All(header =>
                request.Header(header.Key) is null || (header.Value is JsonObject { Count: > 0 } value && !MatchesText(value, request.Header(header.Key))))
            && (match.Object("queryParams") ?? []).All(parameter => MatchesText(parameter.Value as JsonObject, query.GetValueOrDefault(parameter.Key)));
    }

    /// <summary>Compares by <c>exact</c>, <c>prefix</c> or <c>regex</c>; an empty match wants presence only, none wants nothing.</summary>
    private static bool MatchesText(JsonObject? match, string? value, StringComparison comparison = StringComparison.Ordinal)
    {
        if (match is null)
        {
            return true;
        }

        if (value is null)
        {
            return false;
        }

        if (match.Text("exact") is { } exact)
        {
            return value.Equals(exact, comparison);
        }

        if (match.Text("prefix") is { } prefix)
        {
            return value.StartsWith(prefix, comparison);
        }

        return match.Text("regex") is not { } regex || Regex.IsMatch(value, $"^(?:{regex})$", RegexOptions.None, s_regexTimeout);
    }
}
