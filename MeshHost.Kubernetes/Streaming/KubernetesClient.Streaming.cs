using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MeshHost.Kubernetes;

/// <content>Logs, exec and port-forward.</content>
public sealed partial class KubernetesClient
{
    private static readonly GroupVersionKind s_pod = new("", "v1", "Pod");

    /// <summary>Reads a container's log.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="options">The container, and which lines.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The text.</returns>
    public async Task<string> GetLogsAsync(string pod, string ns, LogOptions? options, CancellationToken cancellationToken)
    {
        using KubernetesResponse response = await _transport.SendAsync(LogRequest(pod, ns, options ?? new LogOptions(), follow: false), cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(response.Body.Span);
    }

    /// <summary>Reads a container's log line by line, and goes on until the container ends.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="options">The container, and which lines to begin with.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The lines.</returns>
    public async IAsyncEnumerable<string> FollowLogsAsync(string pod, string ns, LogOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _transport.OpenAsync(LogRequest(pod, ns, options ?? new LogOptions(), follow: true), cancellationToken).ConfigureAwait(false);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Runs a command in a container and waits for its end.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="container">The container; <see langword="null"/> where the pod has only one.</param>
    /// <param name="command">The command and its arguments; no shell is involved.</param>
    /// <param name="standardInput">What the command reads, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The exit code and the output.</returns>
    public async Task<ExecResult> ExecAsync(
        string pod, string ns, string? container, IReadOnlyList<string> command, Stream? standardInput, CancellationToken cancellationToken)
    {
        using MemoryStream output = new();
        using MemoryStream errors = new();
        int exitCode = await ExecStreamingAsync(pod, ns, container, command, new ExecStreams(standardInput, output, errors), cancellationToken).ConfigureAwait(false);
        return new ExecResult(exitCode, Text(output), Text(errors));

        static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Runs a command in a container and passes on what it reads and writes while it runs.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="container">The container; <see langword="null"/> where the pod has only one.</param>
    /// <param name="command">The command and its arguments; no shell is involved.</param>
    /// <param name="streams">What the command reads and writes.</param>
    /// <param name="cancellationToken">Ends the call early. What the container does with the command then is its own affair.</param>
    /// <returns>The exit code.</returns>
    public Task<int> ExecStreamingAsync(
        string pod, string ns, string? container, IReadOnlyList<string> command, ExecStreams streams, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(streams);
        return new ExecSession(_transport, pod, ns).RunAsync(container, command, streams, cancellationToken);
    }

    /// <summary>Connects to a port of a pod through the API server.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="port">The port that a container listens on.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection; disposing it closes it.</returns>
    public async Task<Stream> ConnectPodPortAsync(string ns, string pod, int port, CancellationToken cancellationToken) =>
        await PortForwardStream.ConnectAsync(_transport, ns, pod, port, cancellationToken).ConfigureAwait(false);

    /// <summary>Connects to a port of a service, by way of a ready pod behind it.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="service">The service.</param>
    /// <param name="port">The service's port, by number or name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection; disposing it closes it.</returns>
    /// <exception cref="KubernetesApiException">The service or the port does not exist, or no ready pod is behind it.</exception>
    public async Task<Stream> ConnectServicePortAsync(string ns, string service, string port, CancellationToken cancellationToken)
    {
        PodPort found = await FindServicePodAsync(ns, service, port, cancellationToken).ConfigureAwait(false);
        return await ConnectPodPortAsync(found.Namespace, found.Pod, found.Port, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds a ready pod behind a service, and the port that it listens on.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="service">The service.</param>
    /// <param name="port">The service's port, by number or name.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The pod and its port.</returns>
    /// <exception cref="KubernetesApiException">The service or the port does not exist, or no ready pod is behind it.</exception>
    public Task<PodPort> FindServicePodAsync(string ns, string service, string port, CancellationToken cancellationToken) =>
        new ServiceResolver(this).ResolveAsync(ns, service, port, cancellationToken);

    /// <summary>Makes a handler with which an <see cref="HttpClient"/> reaches a service through the API server, whatever host its addresses name.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="service">The service.</param>
    /// <param name="port">The service's port, by number or name.</param>
    /// <returns>The handler.</returns>
    public HttpMessageHandler CreateServiceHandler(string ns, string service, string port) => new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        ConnectCallback = async (_, cancellationToken) => await ConnectServicePortAsync(ns, service, port, cancellationToken).ConfigureAwait(false),
    };

    private static KubernetesRequest LogRequest(string pod, string ns, LogOptions options, bool follow)
    {
        string path = new QueryBuilder($"/api/v1/namespaces/{Uri.EscapeDataString(ns)}/pods/{Uri.EscapeDataString(pod)}/log")
            .Add("container", options.Container)
            .Add("follow", follow)
            .Add("previous", options.Previous)
            .Add("timestamps", options.Timestamps)
            .Add("tailLines", options.TailLines?.ToString(CultureInfo.InvariantCulture))
            .Add("sinceSeconds", options.Since is { } since ? Math.Max(1, (long)since.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null)
            .ToString();
        return Request(HttpMethod.Get, path, "read the log of", new ObjectReference(s_pod, pod, ns), accept: "*/*");
    }
}
