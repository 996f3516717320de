using System.Globalization;
using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>Finds a ready pod behind a service, and the port that it listens on.</summary>
internal sealed class ServiceResolver(KubernetesClient client)
{
    public async Task<PodPort> ResolveAsync(string ns, string name, string port, CancellationToken cancellationToken)
    {
        ObjectReference reference = new(new("", "v1", "Service"), name, ns);
        KubernetesObject service = await client.GetAsync(reference, cancellationToken).ConfigureAwait(false)
            ?? throw Failure(reference, $"{reference} does not exist.", 404, "NotFound");
        JsonNode[] ports = [.. service.Json.ItemsAt("spec", "ports")];
        JsonNode found = ports.FirstOrDefault(candidate => candidate.StringAt("name") == port || candidate.LongAt("port")?.ToString(CultureInfo.InvariantCulture) == port)
            ?? throw Failure(
                reference,
                $"{reference} has no port '{port}'. It has: {string.Join(", ", ports.Select(candidate => $"{candidate.LongAt("port")}{(candidate.StringAt("name") is { } named ? $" ({named})" : "")}"))}.",
                400,
                "BadRequest");
        if (service.Json.ObjectAt("spec", "selector") is not { Count: > 0 } selector)
        {
            throw Failure(reference, $"{reference} selects no pods.", 400, "BadRequest");
        }

        string labels = string.Join(',', selector.Select(label => $"{label.Key}={label.Value}"));
        IReadOnlyList<KubernetesObject> pods = await client.ListAsync(new("", "v1", "Pod"), ns, new ListOptions { LabelSelector = labels }, cancellationToken).ConfigureAwait(false);
        KubernetesObject pod = pods.FirstOrDefault(Diagnosis.ServiceDiagnosis.IsReady)
            ?? throw Failure(reference, $"{reference} has no ready pod behind it ({pods.Count} with the labels {labels}).", 503, "ServiceUnavailable");
        int number = TargetPort(found, pod)
            ?? throw Failure(reference, $"{reference}: no container of {pod} has a port named '{found.StringAt("targetPort")}'.", 400, "BadRequest");
        return new PodPort(ns, pod.Name, number);
    }

    private static int? TargetPort(JsonNode port, KubernetesObject pod)
    {
        if (port.StringAt("targetPort") is { } name)
        {
            return (int?)pod.Json.ItemsAt("spec", "containers").Concat(pod.Json.ItemsAt("spec", "initContainers"))
                .SelectMany(container => container.ItemsAt("ports"))
                .FirstOrDefault(candidate => candidate.StringAt("name") == name)
                .LongAt("containerPort");
        }

        return (int?)(port.LongAt("targetPort") is { } number and not 0 ? number : port.LongAt("port"));
    }

    private static KubernetesApiException Failure(ObjectReference reference, string message, int status, string reason) => new(message)
    {
        StatusCode = status,
        Reason = reason,
        Kind = reference.Kind.Kind,
        Name = reference.Name,
        Namespace = reference.Namespace,
        Operation = $"connect to {reference}",
    };
}
