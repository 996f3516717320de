using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.CommandLine;

namespace MeshHost.Resources.CommandLine;

/// <summary>The command that makes ports of a node's pods reachable on this machine.</summary>
internal sealed class PortForwardCommand(CommandEnvironment environment)
{
    private const string Localhost = "localhost";

    private readonly Argument<string> _node = new("node") { Description = "The node's name, as graph shows it." };
    private readonly Argument<string[]> _ports = new("ports")
    {
        Description = "[LOCAL:]REMOTE, by number or the remote one by name. REMOTE is a port of the node's Service, or of the pod with --pod. "
            + "LOCAL is the same number unless given; 0 or nothing in front of the colon takes any free port.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _service = new("--service") { Description = "The Service; needed when several in front of the node's pods have the port." };
    private readonly Option<string?> _pod = new("--pod") { Description = "A pod, in place of whichever is ready behind the Service." };
    private readonly Option<string?> _address = new("--address") { Description = "The address of this machine to listen on, 127.0.0.1 unless given. Whoever reaches it reaches the pod." };

    public Command Create()
    {
        var command = new Command("port-forward", "Makes ports behind a node reachable on this machine until Ctrl+C, which ends it with 0. Exit code 1 when that cannot be, or the pod is gone.")
        {
            _node, _ports, _service, _pod, _address,
        };
        command.Validators.Add(result =>
        {
            foreach (var port in (result.GetResult(_ports)?.Tokens ?? []).Select(t => t.Value).Where(p => PortMapping.Parse(p) is null))
            {
                result.AddError($"'{port}' is not a port. Give [LOCAL:]REMOTE, such as 8080:80, :80 for any free port here, or 80 for the same one.");
            }

            if (result.GetValue(_service) is not null && result.GetValue(_pod) is not null)
            {
                result.AddError("Give either --service or --pod.");
            }

            if (AddressOf(result.GetValue(_address)) is null)
            {
                result.AddError($"'{result.GetValue(_address)}' is not an IP address.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var node = parsed.GetValue(_node)!;
        PortMapping[] mappings = [.. parsed.GetValue(_ports)!.Select(p => PortMapping.Parse(p)!)];
        var address = AddressOf(parsed.GetValue(_address))!;
        var (output, error) = (environment.Console.Output, environment.Console.Error);
        var session = await environment.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var pods = await NodePods.FindAsync(session, node, cancellationToken).ConfigureAwait(false);
        var target = await new ForwardTargetFinder(pods, node)
            .FindAsync(parsed.GetValue(_service), parsed.GetValue(_pod), [.. mappings.Select(m => m.Remote)], cancellationToken).ConfigureAwait(false);

        var forwarders = new List<PortForwarder>();
        try
        {
            foreach (var mapping in mappings)
            {
                var found = await target.ResolveAsync(mapping.Remote, cancellationToken).ConfigureAwait(false);
                var forwarder = new PortForwarder(Listen(new IPEndPoint(address, mapping.Local)), target, mapping.Remote, error);
                forwarders.Add(forwarder);
                await error.WriteLineAsync(
                    target.Reference.Kind.Kind == "Service" ? $"{target.Reference}, now Pod {found.Namespace}/{found.Pod}" : $"{target.Reference}").ConfigureAwait(false);
                await output.WriteLineAsync(
                    environment.IsJson(parsed) ? ToJson(forwarder.LocalEndPoint, found) : $"Forwarding from {forwarder.LocalEndPoint} -> {found.Port}").ConfigureAwait(false);
            }

            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            await ForwardAsync(forwarders, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;
        }
        finally
        {
            forwarders.ForEach(f => f.Dispose());
        }
    }

    /// <summary>Forwards until the caller has enough, or until one of them cannot go on: then the others end too.</summary>
    private static async Task ForwardAsync(IReadOnlyList<PortForwarder> forwarders, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] forwarding = [.. forwarders.Select(f => f.RunAsync(stop.Token))];
        await Task.WhenAny(forwarding).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(forwarding).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is how forwarding is meant to end.
        }
    }

    private static TcpListener Listen(IPEndPoint local)
    {
        var listener = new TcpListener(local);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException exception)
        {
            listener.Dispose();
            var why = exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "another program listens there. Take another port, or any free one with :REMOTE",
                SocketError.AccessDenied => "this port is for privileged programs. Take one from 1024 on, or any free one with :REMOTE",
                SocketError.AddressNotAvailable => "this machine has no such address",
                _ => exception.Message,
            };
            throw new LifecycleException($"Cannot listen on {local}: {why}.", exception);
        }
    }

    private static IPAddress? AddressOf(string? text) => text is null or Localhost ? IPAddress.Loopback : IPAddress.TryParse(text, out var parsed) ? parsed : null;

    // One line for each port: programs read them while the command goes on.
    private static string ToJson(IPEndPoint local, PodPort remote) => JsonSerializer.Serialize(
        new { Address = local.Address.ToString(), local.Port, remote.Namespace, remote.Pod, RemotePort = remote.Port }, JsonSerializerOptions.Web);
}
