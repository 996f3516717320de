using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>Adds Istio's proxy to pods, or makes gateways of pods that ask for that template.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="ns">The control plane's namespace.</param>
internal sealed class SidecarInjector(ClusterRuntime cluster, string ns)
{
    private const string Proxy = "istio-proxy";

    public AdmissionDecision Inject(JsonObject request)
    {
        if (request.Object("object") is not { } original || original.Text("kind") != "Pod" || original.Object("spec") is null)
        {
            return AdmissionDecision.Allow;
        }

        var pod = original.Copy();
        var metadata = pod.Metadata();
        var annotations = metadata.Object("annotations");
        var inject = metadata.Object("labels").Text("sidecar.istio.io/inject") ?? annotations.Text("sidecar.istio.io/inject");
        var spec = pod.Object("spec")!;
        if (inject == "false" || spec.Boolean("hostNetwork") == true || annotations.Text("sidecar.istio.io/status") is not null)
        {
            return AdmissionDecision.Allow;
        }

        var isGateway = annotations.Text("inject.istio.io/templates")?.Split(',').Contains("gateway") == true;
        var image = annotations.Text("sidecar.istio.io/proxyImage") ?? ProxyImage();
        var existing = spec.Array("containers").Objects().FirstOrDefault(container => container.Text("name") == Proxy);
        var defaultContainer = spec.Array("containers").Objects().FirstOrDefault(container => container.Text("name") != Proxy).Text("name");
        var container = existing ?? [];
        FillProxy(container, image, isGateway, request.Text("namespace") ?? "default");
        if (existing is null)
        {
            spec.Array("containers")!.Add(container);
        }

        if (!isGateway)
        {
            AddInit(spec, image);
        }

        AddVolumes(spec);
        Label(metadata, defaultContainer);
        return new AdmissionDecision(Patch:
        [
            new JsonObject { ["op"] = "replace", ["path"] = "/spec", ["value"] = spec.DeepClone() },
            new JsonObject { ["op"] = original.Object("metadata").Object("labels") is null ? "add" : "replace", ["path"] = "/metadata/labels", ["value"] = metadata["labels"]!.DeepClone() },
            new JsonObject { ["op"] = annotations is null ? "add" : "replace", ["path"] = "/metadata/annotations", ["value"] = metadata["annotations"]!.DeepClone() },
        ]);
    }

    private string ProxyImage()
    {
        var values = YamlDocument.Parse(cluster.Context.Api.Get("", "configmaps", ns, "istio-sidecar-injector").At("data.values").AsText());
        var name = values.At("global.proxy.image").AsText() ?? "proxyv2";
        var tag = values.At("global.tag") is JsonValue tagValue ? tagValue.ToString() : "latest";
        return name.Contains('/', StringComparison.Ordinal) ? name : $"{values.At("global.hub").AsText() ?? "docker.io/istio"}/{name}:{tag}";
    }

    private static void FillProxy(JsonObject container, string image, bool isGateway, string podNamespace)
    {
        container["name"] = Proxy;
        if (container.Text("image") is null or "auto")
        {
            container["image"] = image;
        }

        container["args"] = new JsonArray(
            "proxy", isGateway ? "router" : "sidecar", "--domain", $"{podNamespace}.svc.cluster.local", "--proxyLogLevel=warning", "--proxyComponentLogLevel=misc:error", "--log_output_level=default:info");
        if (container["ports"] is not JsonArray ports)
        {
            container["ports"] = ports = [];
        }

        if (!ports.Objects().Any(port => port.Integer("containerPort") == 15090))
        {
            ports.Add(new JsonObject { ["containerPort"] = 15090, ["protocol"] = "TCP", ["name"] = "http-envoy-prom" });
        }

        container["readinessProbe"] ??= new JsonObject
        {
            ["httpGet"] = new JsonObject { ["path"] = "/healthz/ready", ["port"] = 15021 },
            ["failureThreshold"] = 4,
            ["periodSeconds"] = 15,
            ["timeoutSeconds"] = 3,
        };
        container["resources"] ??= new JsonObject
        {
            ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "128Mi" },
            ["limits"] = new JsonObject { ["cpu"] = "2", ["memory"] = "1Gi" },
        };
        if (container["env"] is not JsonArray env)
        {
            container["env"] = env = [];
        }

        foreach (var (name, value) in ((string, string)[])[("PILOT_CERT_PROVIDER", "istiod"), ("CA_ADDR", "istiod.istio-system.svc:15012"), ("ISTIO_META_CLUSTER_ID", "Kubernetes"), ("TRUST_DOMAIN", "cluster.local")])
        {
            if (!env.Objects().Any(variable => variable.Text("name") == name))
            {
                env.Add(new JsonObject { ["name"] = name, ["value"] = value });
            }
        }

        if (container["volumeMounts"] is not JsonArray mounts)
        {
            container["volumeMounts"] = mounts = [];
        }

        mounts.Add(new JsonObject { ["name"] = "istiod-ca-cert", ["mountPath"] = "/var/run/secrets/istio" });
        mounts.Add(new JsonObject { ["name"] = "istio-envoy", ["mountPath"] = "/etc/istio/proxy" });
        mounts.Add(new JsonObject { ["name"] = "istio-token", ["mountPath"] = "/var/run/secrets/tokens" });
    }

    private static void AddInit(JsonObject spec, string image)
    {
        if (spec["initContainers"] is not JsonArray init)
        {
            spec["initContainers"] = init = [];
        }

        init.Add(new JsonObject
        {
            ["name"] = "istio-init",
            ["image"] = image,
            ["args"] = new JsonArray("istio-iptables", "-p", "15001", "-z", "15006", "-u", "1337", "-m", "REDIRECT", "-i", "*", "-x", "", "-b", "*", "-d", "15090,15021,15020"),
            ["resources"] = new JsonObject
            {
                ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "128Mi" },
                ["limits"] = new JsonObject { ["cpu"] = "2", ["memory"] = "1Gi" },
            },
            ["securityContext"] = new JsonObject
            {
                ["capabilities"] = new JsonObject { ["add"] = new JsonArray("NET_ADMIN", "NET_RAW"), ["drop"] = new JsonArray("ALL") },
                ["runAsUser"] = 0,
            },
        });
    }

    private static void AddVolumes(JsonObject spec)
    {
        if (spec["volumes"] is not JsonArray volumes)
        {
            spec["volumes"] = volumes = [];
        }

        volumes.Add(new JsonObject { ["name"] = "istio-envoy", ["emptyDir"] = new JsonObject { ["medium"] = "Memory" } });
        volumes.Add(new JsonObject
        {
            ["name"] = "istio-token",
            ["projected"] = new JsonObject
            {
                ["sources"] = new JsonArray(new JsonObject
                {
                    ["serviceAccountToken"] = new JsonObject { ["audience"] = "istio-ca", ["expirationSeconds"] = 43200, ["path"] = "istio-token" },
                }),
            },
        });
        volumes.Add(new JsonObject { ["name"] = "istiod-ca-cert", ["configMap"] = new JsonObject { ["name"] = "istio-ca-root-cert" } });
    }

    private static void Label(JsonObject metadata, string? defaultContainer)
    {
        var labels = metadata.Ensure("labels");
        var app = labels.Text("app.kubernetes.io/name") ?? labels.Text("app") ?? metadata.Text("generateName")?.TrimEnd('-') ?? metadata.Text("name") ?? "unknown";
        labels["service.istio.io/canonical-name"] ??= app;
        labels["service.istio.io/canonical-revision"] ??= labels.Text("app.kubernetes.io/version") ?? labels.Text("version") ?? "latest";
        labels["security.istio.io/tlsMode"] ??= "istio";
        var annotations = metadata.Ensure("annotations");
        annotations["sidecar.istio.io/status"] =
            "{\"initContainers\":[\"istio-init\"],\"containers\":[\"istio-proxy\"],\"volumes\":[\"istio-envoy\",\"istio-token\",\"istiod-ca-cert\"],\"imagePullSecrets\":null,\"revision\":\"default\"}";
        annotations["istio.io/rev"] = "default";
        annotations["prometheus.io/path"] = "/stats/prometheus";
        annotations["prometheus.io/port"] = "15020";
        annotations["prometheus.io/scrape"] = "true";
        if (defaultContainer is not null)
        {
            annotations["kubectl.kubernetes.io/default-container"] ??= defaultContainer;
            annotations["kubectl.kubernetes.io/default-logs-container"] ??= defaultContainer;
        }
    }
}
