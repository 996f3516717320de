using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Mesh;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Bookinfo;

/// <summary>What the four services of the Bookinfo sample have in common.</summary>
/// <param name="container">The container.</param>
internal abstract class BookinfoBehavior(ContainerContext container) : ContainerBehavior(container)
{
    protected const int Port = 9080;

    public override bool Listens(int port) => port == Port;

    public override TimeSpan StartupTime => TimeSpan.FromSeconds(2);

    /// <summary>Asks another service, passing on the headers that tie traces together; <see langword="null"/> when it cannot be reached.</summary>
    protected async Task<EmulatedResponse?> AskAsync(EmulatedRequest current, string host, string path, CancellationToken cancellationToken)
    {
        var request = new EmulatedRequest { Path = path, Headers = TraceContext.Propagate(current) };
        try
        {
            return await Cluster.Mesh.CallAsync(Container.Pod, request, host, Port, cancellationToken).ConfigureAwait(false);
        }
        catch (NetworkException ex)
        {
            Container.Log.Write($"Error: {ex.Message}");
            return null;
        }
    }

    /// <summary>The host of a service, which the sample lets environment variables change.</summary>
    protected string HostOf(string service) => Container.Environment($"{service.ToUpperInvariant()}_HOSTNAME") ?? service;

    /// <summary>The JSON of a good answer; <see langword="null"/> for any other.</summary>
    protected static JsonNode? JsonOf(EmulatedResponse? response)
    {
        if (response is not { Status: 200 })
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(response.Body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The number at the end of a path such as <c>/details/0</c>.</summary>
    protected static int? IdOf(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(path[prefix.Length..].TrimEnd('/'), out var id) ? id : null;
}
