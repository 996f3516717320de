using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Selectors;

/// <summary>Conditions on fields that must all hold. Each kind supports a few fields; others are refused, as the real server does.</summary>
internal sealed class FieldSelector(IReadOnlyList<(string Path, bool Negated, string Value)> terms)
{
    public static readonly FieldSelector Everything = new([]);

    private static readonly Dictionary<(string Group, string Plural), string[]> s_fields = new()
    {
        [("", "pods")] = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName"],
        [("", "events")] = ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type"],
        [("", "namespaces")] = ["status.phase"],
        [("", "nodes")] = ["spec.unschedulable"],
        [("", "secrets")] = ["type"],
        [("", "services")] = ["spec.clusterIP", "spec.type"],
        [("apps", "replicasets")] = ["status.replicas"],
        [("batch", "jobs")] = ["status.successful"],
        [("certificates.k8s.io", "certificatesigningrequests")] = ["spec.signerName"],
    };

    public bool IsEmpty => terms.Count == 0;

    /// <summary>The one name that is asked for, where the selector says so: then a list is a read.</summary>
    public string? Name => terms.FirstOrDefault(term => term is { Path: "metadata.name", Negated: false }).Value;

    public static FieldSelector Parse(ResourceType type, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Everything;
        }

        var terms = new List<(string Path, bool Negated, string Value)>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var negated = part.Contains("!=", StringComparison.Ordinal);
            var at = part.IndexOf(negated ? "!=" : "=", StringComparison.Ordinal);
            if (at < 0)
            {
                throw ApiErrors.BadRequest($"invalid selector: '{text}'; can't understand '{part}'");
            }

            var path = part[..at];
            if (!IsSupported(type, path))
            {
                throw ApiErrors.BadRequest($"field label not supported: {path}");
            }

            terms.Add((path, negated, part[(at + (negated ? 2 : 1))..].TrimStart('=')));
        }

        return new FieldSelector(terms);
    }

    public bool Matches(JsonObject obj)
    {
        foreach (var (path, negated, value) in terms)
        {
            if ((Read(obj, path) == value) == negated)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSupported(ResourceType type, string path) =>
        path is "metadata.name" or "metadata.namespace"
        || s_fields.GetValueOrDefault((type.Group, type.Plural), []).Contains(path)
        || type.Custom?.SelectableFields.Contains(path) == true;

    private static string Read(JsonObject obj, string path)
    {
        var node = path switch
        {
            "source" => obj.At("source.component"),
            "status.successful" => obj.At("status.succeeded"),
            _ => obj.At(path),
        };
        return node is null
            ? path is "spec.unschedulable" or "spec.hostNetwork" ? "false" : path is "status.replicas" or "status.successful" ? "0" : ""
            : node.AsText() ?? node.ToJson();
    }
}
