using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.CommandLine;

/// <summary>Hands the connections to one port of this machine on to a port of a pod, each through a stream of its own.</summary>
/// <param name="listener">The port here, already listening. It is this object's from now on.</param>
/// <param name="target">Where connections go.</param>
/// <param name="port">The port there, by number or name.</param>
/// <param name="error">Where it is told that a connection could not be made.</param>
internal sealed class PortForwarder(TcpListener listener, ForwardTarget target, string port, TextWriter error) : IDisposable
{
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private LifecycleException? _gone;

    /// <summary>Gets the address and port that it listens on.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)listener.LocalEndpoint;

    /// <summary>Forwards until cancelled, or until the pod is gone. The connections have ended when it returns.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                Keep(ForwardAsync(await listener.AcceptTcpClientAsync(stop.Token).ConfigureAwait(false), stop));
            }
        }
        catch (OperationCanceledException) when (_gone is not null)
        {
            throw _gone;
        }
        finally
        {
            listener.Stop();
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(_connections.Keys).ConfigureAwait(false);
        }
    }

    public void Dispose() => listener.Dispose();

    private void Keep(Task connection)
    {
        _connections[connection] = true;
        connection.ContinueWith(
            ended => _connections.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Never throws: one connection's trouble is not that of the others.</summary>
    private async Task ForwardAsync(TcpClient client, CancellationTokenSource stop)
    {
        var cancellationToken = stop.Token;
        using var closing = client;
        try
        {
            client.NoDelay = true;
            var found = await target.ResolveAsync(port, cancellationToken).ConfigureAwait(false);
            var remote = await target.Client.ConnectPodPortAsync(found.Namespace, found.Pod, found.Port, cancellationToken).ConfigureAwait(false);
            await using var hangingUp = remote.ConfigureAwait(false);
            await StreamPair.JoinAsync(client.GetStream(), remote, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Forwarding ends, and with it every connection.
        }
        catch (LifecycleException exception)
        {
            _gone = exception;
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is KubernetesApiException or IOException or WebSocketException or HttpRequestException)
        {
            await error.WriteLineAsync($"Connection to {LocalEndPoint}: {exception.Message}").ConfigureAwait(false);
        }
    }
}
