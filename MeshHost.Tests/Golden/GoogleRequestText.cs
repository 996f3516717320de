using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Tests.Gcp;

namespace MeshHost.Tests.Golden;

/// <summary>A request as text that is the same in every run: sorted, and without the names and numbers that Google makes up.</summary>
internal sealed partial class GoogleRequestText(RecordedRequest request)
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // What Google makes up, and what we make up once a request.
    private static readonly HashSet<string> s_made = ["etag", "fingerprint", "labelFingerprint", "requestId"];

    private static readonly string[] s_questions = [":getIamPolicy", ":testIamPermissions", "/wait"];

    /// <summary>Whether the request only asks.</summary>
    public bool IsRead => request.Method == "GET" || s_questions.Any(q => request.Uri.AbsolutePath.EndsWith(q, StringComparison.Ordinal));

    /// <summary>Method, path, query and body.</summary>
    public string Text => $"{request.Method} {Path}{Query}\n{Body}";

    private string Path => GroupHash().Replace(Made().Replace(request.Uri.AbsolutePath, "/$1/{made}"), "-{made}-grp");

    private string Body => request.Json is { } json ? Canonical(json)!.ToJsonString(s_options) + "\n" : "";

    private string Query
    {
        get
        {
            var parameters = request.Uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(p => p.Split('=', 2)).Select(p => (Name: p[0], Value: s_made.Contains(p[0]) ? "***" : p.ElementAtOrDefault(1)))
                .Select(p => $"{p.Name}={p.Value}").Order(StringComparer.Ordinal).ToList();
            return parameters.Count == 0 ? "" : "?" + string.Join('&', parameters);
        }
    }

    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, s_made.Contains(p.Key) ? "***" : Canonical(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Canonical)]),
        _ => node?.DeepClone(),
    };

    // Operations have random names, the changes of a DNS zone are numbered as they come.
    [GeneratedRegex("/(operations|changes)/[^/?:]+")]
    private static partial Regex Made();

    // GKE names a pool's instance group with a hash of the cluster's, which the order of creations decides.
    [GeneratedRegex("-[0-9a-f]{8}-grp")]
    private static partial Regex GroupHash();
}
