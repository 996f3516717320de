using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Networking;

/// <summary>Writes the Endpoints and EndpointSlices of services with a selector.</summary>
/// <param name="context">The cluster.</param>
internal sealed class EndpointsController(ControllerContext context) : Controller(context)
{
    private const string SliceServiceLabel = "kubernetes.io/service-name";

    public override string Name => "endpoint-controller";

    public override IReadOnlyList<WatchRule> Watches =>
    [
        Own("", "services"),
        new WatchRule("", "pods", change => Context.Cache.List("", "services", change.Object.Namespace())
            .Where(service => ServicePorts.Selects(service, change.Object)).Select(KeyOf)),
    ];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var service = Api.Get("", "services", key.Namespace, key.Name);
        if (service is null || service.IsTerminating())
        {
            if (service is null && Api.Get("", "endpoints", key.Namespace, key.Name) is { } stale
                && PodState.Label(stale, "endpoints.kubernetes.io/managed-by") == Name)
            {
                await Api.DeleteAsync("", "endpoints", key.Namespace, key.Name, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }

        if (service.At("spec.selector") is not JsonObject { Count: > 0 } || service.At("spec.type").AsText() == "ExternalName")
        {
            return null;
        }

        var pods = Api.List("", "pods", key.Namespace)
            .Where(pod => ServicePorts.Selects(service, pod) && PodState.IsActive(pod) && pod.At("status.podIP").AsText() is { Length: > 0 })
            .ToList();
        await WriteEndpointsAsync(service, pods, cancellationToken).ConfigureAwait(false);
        await WriteSliceAsync(service, pods, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task WriteEndpointsAsync(JsonObject service, List<JsonObject> pods, CancellationToken cancellationToken)
    {
        var publishAll = service.At("spec.publishNotReadyAddresses").AsBoolean() == true;
        var subsets = new JsonArray();
        foreach (var group in pods.GroupBy(pod => string.Join(',', ServicePorts.Of(service).Select(port => ServicePorts.TargetPort(port, pod)))))
        {
            var subset = new JsonObject();
            Add(subset, "addresses", group.Where(pod => publishAll || PodState.IsReady(pod)).Select(Address));
            Add(subset, "notReadyAddresses", group.Where(pod => !publishAll && !PodState.IsReady(pod)).Select(Address));
            Add(subset, "ports", Ports(service, group.First()));
            subsets.Add(subset);
        }

        await WriteAsync("", "endpoints", service.Namespace()!, service.Name(), () => new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Endpoints",
            ["metadata"] = new JsonObject
            {
                ["name"] = service.Name(),
                ["namespace"] = service.Namespace(),
                ["labels"] = With(PodState.Labels(service), "endpoints.kubernetes.io/managed-by", Name),
            },
        }, obj => Replace(obj, "subsets", subsets.Count == 0 ? null : subsets), cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteSliceAsync(JsonObject service, List<JsonObject> pods, CancellationToken cancellationToken)
    {
        var existing = Api.List("discovery.k8s.io", "endpointslices", service.Namespace())
            .FirstOrDefault(slice => PodState.Label(slice, SliceServiceLabel) == service.Name());
        var name = existing?.Name() ?? $"{service.Name()}-{PodTemplates.Hash(JsonValue.Create(service.Uid()))[..5]}";
        var endpoints = new JsonArray([.. pods.Select(pod => (JsonNode)Endpoint(pod))]);
        var ports = pods.Count == 0 ? null : new JsonArray([.. Ports(service, pods[0]).Select(port => (JsonNode)port)]);
        await WriteAsync("discovery.k8s.io", "endpointslices", service.Namespace()!, name, () => new JsonObject
        {
            ["apiVersion"] = "discovery.k8s.io/v1",
            ["kind"] = "EndpointSlice",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = service.Namespace(),
                ["labels"] = With(
                    With(PodState.Labels(service), SliceServiceLabel, service.Name()), "endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io"),
                ["ownerReferences"] = new JsonArray(PodTemplates.OwnerReference(service, "v1", "Service")),
            },
            ["addressType"] = "IPv4",
            ["endpoints"] = new JsonArray(),
        }, obj => Replace(obj, "endpoints", endpoints) | Replace(obj, "ports", ports), cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(
        string group, string resource, string ns, string name, Func<JsonObject> create, Func<JsonObject, bool> change, CancellationToken cancellationToken)
    {
        if (await Api.UpdateAsync(group, resource, ns, name, change, status: false, cancellationToken).ConfigureAwait(false) is null)
        {
            var obj = create();
            change(obj);
            await Api.CreateAsync(obj, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool Replace(JsonObject obj, string field, JsonNode? value)
    {
        if (JsonNode.DeepEquals(obj[field], value))
        {
            return false;
        }

        if (value is null)
        {
            return obj.Remove(field);
        }

        obj[field] = value.DeepClone();
        return true;
    }

    private static void Add(JsonObject obj, string field, IEnumerable<JsonObject> items)
    {
        var array = new JsonArray([.. items.Select(item => (JsonNode)item)]);
        if (array.Count > 0)
        {
            obj[field] = array;
        }
    }

    private static JsonObject With(JsonObject? labels, string name, string value)
    {
        var copy = labels?.Copy() ?? [];
        copy[name] = value;
        return copy;
    }

    private static IEnumerable<JsonObject> Ports(JsonObject service, JsonObject pod)
    {
        foreach (var port in ServicePorts.Of(service))
        {
            if (ServicePorts.TargetPort(port, pod) is { } target)
            {
                var json = new JsonObject { ["port"] = target, ["protocol"] = port.Text("protocol") ?? "TCP" };
                if (port.Text("name") is { } name)
                {
                    json["name"] = name;
                }

                if (port.Text("appProtocol") is { } protocol)
                {
                    json["appProtocol"] = protocol;
                }

                yield return json;
            }
        }
    }

    private static JsonObject Address(JsonObject pod) => new()
    {
        ["ip"] = pod.At("status.podIP").AsText(),
        ["nodeName"] = pod.At("spec.nodeName").AsText(),
        ["targetRef"] = TargetReference(pod),
    };

    private static JsonObject Endpoint(JsonObject pod) => new()
    {
        ["addresses"] = new JsonArray(pod.At("status.podIP").AsText()),
        ["conditions"] = new JsonObject { ["ready"] = PodState.IsReady(pod), ["serving"] = PodState.IsReady(pod), ["terminating"] = pod.IsTerminating() },
        ["nodeName"] = pod.At("spec.nodeName").AsText(),
        ["targetRef"] = TargetReference(pod),
    };

    private static JsonObject TargetReference(JsonObject pod) => new()
    {
        ["kind"] = "Pod",
        ["name"] = pod.Name(),
        ["namespace"] = pod.Namespace(),
        ["uid"] = pod.Uid(),
    };
}
