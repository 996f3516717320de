using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Services: defaults by type, cluster addresses and node ports.</summary>
internal sealed class ServiceRules(ServiceAddresses addresses) : KindRules
{
    private const int MaxPort = 65535;

    public override void Default(JsonObject obj)
    {
        if (obj.Object("spec") is not { } spec)
        {
            return;
        }

        foreach (var port in spec.Array("ports").Objects())
        {
            // Zero and an empty name count as not given, as the public Jaeger chart has it.
            if (port["targetPort"]?.ToString() is null or "" or "0")
            {
                port["targetPort"] = port["port"]?.DeepClone();
            }
        }

        var type = spec.Text("type");
        if (type is "NodePort" or "LoadBalancer")
        {
            spec["externalTrafficPolicy"] ??= "Cluster";
        }

        if (type == "LoadBalancer")
        {
            spec["allocateLoadBalancerNodePorts"] ??= true;
        }

        if (type != "ExternalName")
        {
            spec["internalTrafficPolicy"] ??= "Cluster";
        }
    }

    public override void PrepareForCreate(JsonObject obj) =>
        obj["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };

    public override void PrepareForUpdate(JsonObject obj, JsonObject old)
    {
        var (spec, before) = (obj.Object("spec"), old.Object("spec"));
        if (spec is null || before is null || spec.Text("type") == "ExternalName")
        {
            return;
        }

        foreach (var field in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"])
        {
            if (spec[field] is null && before[field] is { } value)
            {
                spec[field] = value.DeepClone();
            }
        }

        if (!NeedsNodePorts(spec))
        {
            // Leaving for a type without node ports gives them back, even where a client sends them along.
            if (NeedsNodePorts(before))
            {
                foreach (var port in spec.Array("ports").Objects())
                {
                    port.Remove("nodePort");
                }

                spec.Remove("externalTrafficPolicy");
                spec.Remove("allocateLoadBalancerNodePorts");
            }

            return;
        }

        foreach (var port in spec.Array("ports").Objects().Where(port => port["nodePort"] is null))
        {
            var same = before.Array("ports").Objects().FirstOrDefault(
                candidate => JsonNode.DeepEquals(candidate["port"], port["port"]) && candidate.Text("protocol") == port.Text("protocol"));
            if (same?["nodePort"] is { } number)
            {
                port["nodePort"] = number.DeepClone();
            }
        }
    }

    public override void Allocate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        if (obj.Object("spec") is not { } spec)
        {
            return;
        }

        var before = old.Object("spec");
        AllocateAddress(spec, before, faults);
        if (NeedsNodePorts(spec))
        {
            AllocateNodePorts(spec, before, faults);
        }
    }

    public override void Release(JsonObject obj)
    {
        var spec = obj.Object("spec");
        if (spec.Text("clusterIP") is { } address)
        {
            addresses.Release(address);
        }

        foreach (var port in NodePorts(spec))
        {
            addresses.ReleasePort(port);
        }
    }

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        var spec = obj.Object("spec");
        var type = spec.Text("type");
        if (type == "ExternalName")
        {
            if (string.IsNullOrEmpty(spec.Text("externalName")))
            {
                faults.Add(FieldFault.Required("spec.externalName"));
            }

            return;
        }

        if (spec.Array("ports") is not { Count: > 0 } && spec.Text("clusterIP") != "None")
        {
            faults.Add(FieldFault.Required("spec.ports"));
        }

        CheckPorts(spec, faults);
        var (now, before) = (spec.Text("clusterIP"), old.Object("spec").Text("clusterIP"));
        if (!string.IsNullOrEmpty(before) && now != before && old.Object("spec").Text("type") != "ExternalName")
        {
            faults.Add(FieldFault.Invalid("spec.clusterIPs[0]", $"[]string{{\"{now}\"}}", "may not change once set"));
        }
    }

    private static void CheckPorts(JsonObject? spec, List<FieldFault> faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<(long?, string?)>();
        var ports = spec.Array("ports").Objects().ToList();
        for (var index = 0; index < ports.Count; index++)
        {
            var (port, path) = (ports[index], $"spec.ports[{index}]");
            if (port.Integer("port") is < 1 or > MaxPort)
            {
                faults.Add(FieldFault.Invalid($"{path}.port", $"{port.Integer("port")}", "must be between 1 and 65535, inclusive"));
            }

            if (ports.Count > 1 && string.IsNullOrEmpty(port.Text("name")))
            {
                faults.Add(FieldFault.Required($"{path}.name"));
            }
            else if (port.Text("name") is { Length: > 0 } name)
            {
                if (NameRules.Label(name) is { } message)
                {
                    faults.Add(FieldFault.InvalidText($"{path}.name", name, message));
                }

                if (!names.Add(name))
                {
                    faults.Add(FieldFault.Duplicate($"{path}.name", $"\"{name}\""));
                }
            }

            if (port.Integer("targetPort") is < 1 or > MaxPort)
            {
                faults.Add(FieldFault.Invalid($"{path}.targetPort", $"{port.Integer("targetPort")}", "must be between 1 and 65535, inclusive"));
            }

            if (!seen.Add((port.Integer("port"), port.Text("protocol"))))
            {
                faults.Add(FieldFault.Duplicate(path, port.ToJson()));
            }
        }
    }

    private static bool NeedsNodePorts(JsonObject? spec) =>
        spec.Text("type") == "NodePort" || (spec.Text("type") == "LoadBalancer" && spec.Boolean("allocateLoadBalancerNodePorts") != false);

    private static IEnumerable<int> NodePorts(JsonObject? spec) =>
        spec.Array("ports").Objects().Select(port => (int)(port.Integer("nodePort") ?? 0)).Where(port => port > 0);

    private void AllocateAddress(JsonObject spec, JsonObject? before, List<FieldFault> faults)
    {
        if (spec.Text("type") == "ExternalName")
        {
            foreach (var field in (string[])["clusterIP", "clusterIPs"])
            {
                spec.Remove(field);
            }

            return;
        }

        spec["ipFamilies"] ??= new JsonArray("IPv4");
        spec["ipFamilyPolicy"] ??= "SingleStack";
        var wanted = spec.Text("clusterIP") is { Length: > 0 } stated ? stated : spec.Array("clusterIPs").Texts().FirstOrDefault();
        if (string.IsNullOrEmpty(wanted))
        {
            wanted = addresses.Allocate();
            if (wanted is null)
            {
                faults.Add(FieldFault.Invalid("spec.clusterIPs", "[]", "failed to allocate a serviceIP: range is full"));
                return;
            }
        }
        else if (wanted != "None" && before.Text("clusterIP") is null or "" && addresses.Reserve(wanted) is { } fault)
        {
            faults.Add(FieldFault.Invalid("spec.clusterIPs", $"[]string{{\"{wanted}\"}}", fault));
            return;
        }

        spec["clusterIP"] = wanted;
        spec["clusterIPs"] ??= new JsonArray(wanted);
    }

    private void AllocateNodePorts(JsonObject spec, JsonObject? before, List<FieldFault> faults)
    {
        var held = NodePorts(before).ToHashSet();
        var index = 0;
        foreach (var port in spec.Array("ports").Objects())
        {
            var wanted = (int)(port.Integer("nodePort") ?? 0);
            if (wanted == 0)
            {
                port["nodePort"] = addresses.AllocatePort();
            }
            else if (!held.Contains(wanted) && addresses.ReservePort(wanted) is { } fault)
            {
                faults.Add(FieldFault.Invalid($"spec.ports[{index}].nodePort", $"{wanted}", fault));
            }

            index++;
        }
    }
}
