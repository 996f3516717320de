using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.CommandLine;

/// <summary>Where forwarded connections go: to a Service, by way of whichever pod behind it is ready, or to one pod.</summary>
/// <param name="Client">The client of the cluster.</param>
/// <param name="Reference">The Service or Pod.</param>
internal sealed record ForwardTarget(KubernetesClient Client, ObjectReference Reference)
{
    /// <summary>Finds the pod's port that a new connection is made to.</summary>
    /// <param name="port">The port of the Service or pod, by number or name.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="LifecycleException">The pod is gone or has ended: nothing can be forwarded to it again.</exception>
    /// <exception cref="KubernetesApiException">There is no such port, or no pod behind the Service is ready.</exception>
    public async Task<PodPort> ResolveAsync(string port, CancellationToken cancellationToken)
    {
        if (Reference.Kind.Kind == "Service")
        {
            return await Client.FindServicePodAsync(Reference.Namespace!, Reference.Name, port, cancellationToken).ConfigureAwait(false);
        }

        var pod = await Client.GetAsync(Reference, cancellationToken).ConfigureAwait(false) ?? throw new LifecycleException($"{Reference} is gone.");
        if ((string?)pod.Json["status"]?["phase"] is not "Running" and var phase)
        {
            throw new LifecycleException($"{Reference} is not running ({phase}).");
        }

        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new PodPort(Reference.Namespace!, Reference.Name, number);
        }

        var ports = ((string[])["containers", "initContainers"])
            .SelectMany(list => (pod.Json["spec"]?[list] as JsonArray ?? []).OfType<JsonObject>())
            .SelectMany(c => (c["ports"] as JsonArray ?? []).OfType<JsonObject>())
            .ToList();
        return ports.FirstOrDefault(p => (string?)p["name"] == port) is { } named
            ? new PodPort(Reference.Namespace!, Reference.Name, (int)named["containerPort"]!)
            : throw new LifecycleException(
                $"No container of {Reference} has a port named '{port}'. They have {string.Join(", ", ports.Select(p => p["name"] is { } n ? $"{p["containerPort"]} ({n})" : $"{p["containerPort"]}"))}.");
    }
}
