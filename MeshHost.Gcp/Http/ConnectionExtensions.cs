namespace MeshHost.Gcp.Http;

/// <summary>Forms of a call that all clients need.</summary>
internal static class ConnectionExtensions
{
    /// <summary>Sends a GET whose 404 means null.</summary>
    public static async Task<T?> FindAsync<T>(this GoogleCloudConnection connection, ApiCall call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await connection.SendAsync<T>(call, cancellationToken).ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.StatusCode == 404)
        {
            return null;
        }
    }
}
