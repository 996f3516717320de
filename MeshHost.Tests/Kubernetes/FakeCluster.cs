using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes;

/// <summary>An API server in miniature behind an HTTP handler: serves given objects, records requests, and lets a test step in.</summary>
internal sealed class FakeCluster : HttpMessageHandler
{
    private static readonly (string ApiVersion, string Kind, string Plural, bool Namespaced)[] s_kinds =
    [
        ("v1", "Pod", "pods", true), ("v1", "Service", "services", true), ("v1", "Event", "events", true), ("v1", "Namespace", "namespaces", false),
        ("v1", "Node", "nodes", false), ("v1", "ConfigMap", "configmaps", true), ("v1", "Secret", "secrets", true), ("v1", "PersistentVolumeClaim", "persistentvolumeclaims", true),
        ("apps/v1", "Deployment", "deployments", true), ("apps/v1", "ReplicaSet", "replicasets", true), ("batch/v1", "Job", "jobs", true),
        ("storage.k8s.io/v1", "StorageClass", "storageclasses", false), ("cert-manager.io/v1", "Certificate", "certificates", true),
        ("apiregistration.k8s.io/v1", "APIService", "apiservices", false), ("acme.cert-manager.io/v1", "Challenge", "challenges", true),
        ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", false),
    ];

    private readonly List<KubernetesObject> _objects = [];
    private readonly Lock _lock = new();

    /// <summary>Gets the requests, as "METHOD /path?query".</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Gets or sets what may answer in place of the fake; null leaves the request to it.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Intercept { get; set; }

    public KubernetesClient CreateClient(Action? refused = null, int retries = 6) => new(new KubernetesClientOptions
    {
        Server = new Uri("https://cluster.test"),
        Handler = this,
        TimeProvider = InstantTime.Instance,
        CredentialsRefused = refused,
        MaxRetries = retries,
    });

    public FakeCluster With(string yaml)
    {
        _objects.AddRange(KubernetesObject.ParseYaml(yaml));
        return this;
    }

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Failure(int code, string reason, string message = "no") =>
        Json(new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Failure", ["code"] = code, ["reason"] = reason, ["message"] = message }.ToJsonString(), (HttpStatusCode)code);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
            return Task.FromResult(Intercept?.Invoke(request) ?? Answer(request));
        }
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        string[] path = request.RequestUri!.AbsolutePath.Trim('/').Split('/');
        int prefix = path[0] == "api" ? 2 : 3;
        string apiVersion = string.Join('/', path[1..Math.Min(prefix, path.Length)]);
        if (path.Length == prefix)
        {
            return Discovery(apiVersion);
        }

        bool inNamespace = path[prefix] == "namespaces" && path.Length > prefix + 2;
        string? ns = inNamespace ? path[prefix + 1] : null;
        string[] rest = inNamespace ? path[(prefix + 2)..] : path[prefix..];
        string? kind = s_kinds.FirstOrDefault(known => known.ApiVersion == apiVersion && known.Plural == rest[0]).Kind;
        IEnumerable<KubernetesObject> found = _objects.Where(obj => obj.ApiVersion == apiVersion && obj.Kind == kind && (ns is null || obj.Namespace == ns));
        if (rest.Length == 1)
        {
            System.Collections.Specialized.NameValueCollection query = System.Web.HttpUtility.ParseQueryString(request.RequestUri.Query);
            JsonArray items = [.. found.Where(obj => Selected(obj, query["labelSelector"], query["fieldSelector"])).Select(obj => obj.Json.DeepClone())];
            return Json(new JsonObject { ["kind"] = $"{kind}List", ["metadata"] = new JsonObject { ["resourceVersion"] = "1" }, ["items"] = items }.ToJsonString());
        }

        return found.FirstOrDefault(obj => obj.Name == rest[1]) is { } one && rest.Length == 2 ? Json(one.Json.ToJsonString()) : Failure(404, "NotFound", "not found");
    }

    private static HttpResponseMessage Discovery(string apiVersion)
    {
        JsonArray resources =
        [
            .. s_kinds.Where(kind => kind.ApiVersion == apiVersion).Select(kind => new JsonObject
            {
                ["name"] = kind.Plural,
                ["kind"] = kind.Kind,
                ["namespaced"] = kind.Namespaced,
                ["verbs"] = new JsonArray("get", "list", "watch", "create", "patch", "delete"),
            }),
        ];
        return resources.Count == 0 ? Failure(404, "NotFound") : Json(new JsonObject { ["kind"] = "APIResourceList", ["resources"] = resources }.ToJsonString());
    }

    private static bool Selected(KubernetesObject obj, string? labels, string? fields)
    {
        bool byLabel = (labels ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(term => term.Split('='))
            .All(term => obj.Labels.GetValueOrDefault(term[0]) == term[1]);
        return byLabel && (fields ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).All(term => term.Contains("!=", StringComparison.Ordinal)
            ? (obj[term.Split("!=")[0]]?.ToString() ?? "") != term.Split("!=")[1]
            : (obj[term.Split('=')[0]]?.ToString() ?? "") == term.Split('=')[1]);
    }

    /// <summary>A clock whose timers are due at once: waits between attempts cost no time.</summary>
    private sealed class InstantTime : TimeProvider
    {
        public static readonly InstantTime Instance = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            // Time-outs of a minute and more stay real; what is waited for between attempts is shorter.
            base.CreateTimer(callback, state, dueTime < TimeSpan.FromSeconds(60) && dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}
