using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Checks a pod's spec: names, references between its parts, ports.</summary>
internal static class PodSpecValidator
{
    private const int MaxPort = 65535;

    public static void Check(JsonObject? spec, string path, List<FieldFault> faults)
    {
        if (spec is null)
        {
            faults.Add(FieldFault.Required($"{path}.containers"));
            return;
        }

        var volumes = CheckVolumes(spec, path, faults);
        var names = new HashSet<string>(StringComparer.Ordinal);
        CheckContainers(spec.Array("containers"), $"{path}.containers", volumes, names, faults);
        CheckContainers(spec.Array("initContainers"), $"{path}.initContainers", volumes, names, faults);
    }

    private static HashSet<string> CheckVolumes(JsonObject spec, string path, List<FieldFault> faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in spec.Array("volumes").Objects())
        {
            var name = volume.Text("name") ?? "";
            if (name.Length > 0 && NameRules.Label(name) is { } message)
            {
                faults.Add(FieldFault.InvalidText($"{path}.volumes[{index}].name", name, message));
            }

            if (!names.Add(name))
            {
                faults.Add(FieldFault.Duplicate($"{path}.volumes[{index}].name", $"\"{name}\""));
            }

            index++;
        }

        return names;
    }

    private static void CheckContainers(JsonArray? containers, string path, HashSet<string> volumes, HashSet<string> names, List<FieldFault> faults)
    {
        var index = 0;
        foreach (var container in containers.Objects())
        {
            var at = $"{path}[{index++}]";
            var name = container.Text("name") ?? "";
            if (name.Length > 0 && NameRules.Label(name) is { } message)
            {
                faults.Add(FieldFault.InvalidText($"{at}.name", name, message));
            }

            if (name.Length > 0 && !names.Add(name))
            {
                faults.Add(FieldFault.Duplicate($"{at}.name", $"\"{name}\""));
            }

            CheckPorts(container, at, faults);
            CheckMounts(container, at, volumes, faults);
            CheckResources(container, at, faults);
        }
    }

    private static void CheckPorts(JsonObject container, string path, List<FieldFault> faults)
    {
        var index = 0;
        foreach (var port in container.Array("ports").Objects())
        {
            var number = port.Integer("containerPort") ?? 0;
            if (number is < 1 or > MaxPort)
            {
                faults.Add(FieldFault.Invalid($"{path}.ports[{index}].containerPort", $"{number}", "must be between 1 and 65535, inclusive"));
            }

            index++;
        }
    }

    private static void CheckMounts(JsonObject container, string path, HashSet<string> volumes, List<FieldFault> faults)
    {
        var mounted = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var mount in container.Array("volumeMounts").Objects())
        {
            if (mount.Text("name") is { Length: > 0 } volume && !volumes.Contains(volume))
            {
                faults.Add(FieldFault.NotFound($"{path}.volumeMounts[{index}].name", volume));
            }

            if (mount.Text("mountPath") is { Length: > 0 } target && !mounted.Add(target))
            {
                faults.Add(FieldFault.Invalid($"{path}.volumeMounts[{index}].mountPath", $"\"{target}\"", "must be unique"));
            }

            index++;
        }
    }

    private static void CheckResources(JsonObject container, string path, List<FieldFault> faults)
    {
        var resources = container.Object("resources");
        var limits = resources.Object("limits");
        foreach (var (name, request) in resources.Object("requests") ?? [])
        {
            var stated = Quantity.Parse(request);
            if (stated is null)
            {
                throw ApiErrors.BadRequest(
                    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
            }

            if (limits?[name] is { } limit && Quantity.Parse(limit) is { } most && stated > most)
            {
                faults.Add(FieldFault.Invalid($"{path}.resources.requests", $"\"{request.AsText() ?? request.ToJson()}\"", $"must be less than or equal to {name} limit of {limit.AsText() ?? limit.ToJson()}"));
            }
        }
    }
}
