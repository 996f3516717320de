using System.Net;

namespace MeshHost.Resources.Gke;

/// <summary>Tells from which public address this machine reaches the internet: the one that authorized networks have to contain.</summary>
internal interface IEgressAddress
{
    /// <summary>Finds the address.</summary>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The address, or null if it cannot be found out.</returns>
    Task<IPAddress?> FindAsync(CancellationToken cancellationToken);
}
