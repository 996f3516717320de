using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Standalone;

/// <summary>
/// Creates a private cluster with its network by the emulated APIs themselves, as the first commands of a person with gcloud would,
/// with the firewall rules that the control plane's webhooks and the public edge need.
/// </summary>
internal sealed class ClusterSetup(EmulatorHost host, string project) : IDisposable
{
    private const string ControlPlaneRange = "172.16.0.0/28";

    private readonly HttpClient _client = new() { BaseAddress = host.GoogleBaseUri, Timeout = Timeout.InfiniteTimeSpan };

    public async Task CreateAsync(string name, string zone, CancellationToken cancellationToken)
    {
        var region = zone.Count(character => character == '-') == 2 ? zone[..zone.LastIndexOf('-')] : zone;
        if (host.Clusters.Find(name) is not null)
        {
            return; // kept in the data folder by an earlier run
        }

        await PostAsync($"/v1/projects/{project}/services:batchEnable", new JsonObject
        {
            ["serviceIds"] = new JsonArray("compute.googleapis.com", "container.googleapis.com", "dns.googleapis.com", "iam.googleapis.com"),
        }, cancellationToken).ConfigureAwait(false);
        var network = $"projects/{project}/global/networks/{name}-vpc";
        await PostAsync($"/compute/v1/projects/{project}/global/networks", new JsonObject { ["name"] = $"{name}-vpc", ["autoCreateSubnetworks"] = false }, cancellationToken).ConfigureAwait(false);
        await PostAsync($"/compute/v1/projects/{project}/regions/{region}/subnetworks", new JsonObject
        {
            ["name"] = $"{name}-subnet",
            ["network"] = network,
            ["ipCidrRange"] = "10.10.0.0/20",
            ["privateIpGoogleAccess"] = true,
            ["secondaryIpRanges"] = new JsonArray(Range("pods", "10.20.0.0/16"), Range("services", "10.30.0.0/20")),
        }, cancellationToken).ConfigureAwait(false);
        await PostAsync($"/compute/v1/projects/{project}/global/firewalls", Rule($"{name}-webhooks", network, ControlPlaneRange, "8443", "10250", "15017"), cancellationToken).ConfigureAwait(false);
        await PostAsync($"/compute/v1/projects/{project}/global/firewalls", Rule($"{name}-public", network, "0.0.0.0/0", "80", "443"), cancellationToken).ConfigureAwait(false);
        await PostAsync($"/v1/projects/{project}/locations/{zone}/clusters", new JsonObject
        {
            ["cluster"] = new JsonObject
            {
                ["name"] = name,
                ["network"] = network,
                ["subnetwork"] = $"projects/{project}/regions/{region}/subnetworks/{name}-subnet",
                ["ipAllocationPolicy"] = new JsonObject { ["useIpAliases"] = true, ["clusterSecondaryRangeName"] = "pods", ["servicesSecondaryRangeName"] = "services" },
                ["privateClusterConfig"] = new JsonObject { ["enablePrivateNodes"] = true, ["masterIpv4CidrBlock"] = ControlPlaneRange },
                ["nodePools"] = new JsonArray(new JsonObject
                {
                    ["name"] = "default-pool",
                    ["initialNodeCount"] = 3,
                    ["config"] = new JsonObject { ["machineType"] = "e2-standard-4" },
                }),
            },
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A kubeconfig for the cluster as get-credentials writes it, but with a fixed token in place of gcloud's plugin.</summary>
    public string Kubeconfig(string name, string zone)
    {
        var cluster = host.Clusters.Find(name) ?? throw new EmulatorException($"There is no cluster '{name}'.");
        var context = $"gke_{project}_{zone}_{name}";
        var authority = Convert.ToBase64String(Encoding.UTF8.GetBytes(cluster.Context.ClusterCertificateAuthority));
        return $"""
            apiVersion: v1
            kind: Config
            current-context: {context}
            clusters:
            - name: {context}
              cluster:
                server: {cluster.Endpoint.ToString().TrimEnd('/')}
                certificate-authority-data: {authority}
            contexts:
            - name: {context}
              context:
                cluster: {context}
                user: {context}
            users:
            - name: {context}
              user:
                token: emulated
            """ + "\n";
    }

    public void Dispose() => _client.Dispose();

    private static JsonObject Range(string name, string cidr) => new() { ["rangeName"] = name, ["ipCidrRange"] = cidr };

    private static JsonObject Rule(string name, string network, string source, params string[] ports) => new()
    {
        ["name"] = name,
        ["network"] = network,
        ["sourceRanges"] = new JsonArray(source),
        ["allowed"] = new JsonArray(new JsonObject { ["IPProtocol"] = "tcp", ["ports"] = new JsonArray([.. ports.Select(port => (JsonNode)port)]) }),
    };

    private async Task PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsJsonAsync(path, body, cancellationToken).ConfigureAwait(false);
        var answer = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        var poll = path.StartsWith("/compute/", StringComparison.Ordinal)
            ? $"{path[..path.LastIndexOf('/')]}/operations/{answer.Text("name")}"
            : path.Contains("/locations/", StringComparison.Ordinal) ? $"{path[..path.LastIndexOf('/')]}/operations/{answer.Text("name")}" : $"/v1/{answer.Text("name")}";
        // An operation that is not done may leave the field out, as JSON of protocol buffers does with false.
        while (answer.Text("status") is { } status ? status != "DONE" : answer.Boolean("done") != true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken).ConfigureAwait(false);
            using var progress = await _client.GetAsync(new Uri(poll, UriKind.Relative), cancellationToken).ConfigureAwait(false);
            answer = await ReadAsync(progress, cancellationToken).ConfigureAwait(false);
        }

        if (answer["error"] is { } error)
        {
            throw new EmulatorException($"POST {path} failed: {error.ToJson()}");
        }
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode && JsonNode.Parse(text) is JsonObject json
            ? json
            : throw new EmulatorException($"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: {text}");
    }
}
