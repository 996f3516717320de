namespace MeshHost.Emulator.Edge;

/// <summary>Copies bytes both ways between two connections until either ends.</summary>
internal static class StreamRelay
{
    public static async Task RunAsync(Stream client, Stream server, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var up = CopyAsync(client, server, stop.Token);
        var down = CopyAsync(server, client, stop.Token);

        // The server's end of stream ends the exchange; a client that only closed its sending half still reads the answer.
        if (await Task.WhenAny(up, down).ConfigureAwait(false) == up && up.IsFaulted is false)
        {
            await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            await to.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
