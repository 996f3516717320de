using System.Net;
using System.Net.Sockets;
using MeshHost.Resources.PublicAccess;
using MeshHost.Resources.Targets;

namespace MeshHost.Resources.Gke;

/// <summary>Asks Google's name server, which answers the name o-o.myaddr.l.google.com with the address that the question came from.</summary>
internal sealed class EgressAddress(TargetEnvironment environment, TimeProvider? time = null) : IEgressAddress
{
    private static readonly IPEndPoint s_server = new(IPAddress.Parse("216.239.32.10"), 53);

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(3);

    public async Task<IPAddress?> FindAsync(CancellationToken cancellationToken)
    {
        if (environment.EgressAddress is { } known)
        {
            return known;
        }

        using var timeout = new CancellationTokenSource(s_timeout, time ?? TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var answers = await DnsQuery.AskAsync(s_server, "o-o.myaddr.l.google.com", DnsQuery.Txt, either.Token).ConfigureAwait(false);
            return answers.Select(a => IPAddress.TryParse(a, out var address) ? address : null).FirstOrDefault(a => a is not null);
        }
        catch (Exception ex) when (ex is SocketException or OperationCanceledException or InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            // Behind a firewall that lets no DNS out the answer is unknown, which the preflight says.
            return null;
        }
    }
}
