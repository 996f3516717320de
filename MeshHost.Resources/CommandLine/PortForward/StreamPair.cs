namespace MeshHost.Resources.CommandLine;

/// <summary>Joins a connection from this machine to one in the cluster.</summary>
internal static class StreamPair
{
    private const int BufferSize = 32 * 1024;

    // Port-forward cannot pass on that the near side has finished sending: it may still read the answer, or be gone.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    /// <summary>Copies in both directions until the far side has ended, or until the near one has and nothing comes for it any more.</summary>
    /// <exception cref="IOException">The far side's connection could not be made, or broke.</exception>
    public static async Task JoinAsync(Stream near, Stream far, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var nearEnded = false;
        var sending = SendAsync();
        try
        {
            var buffer = new byte[BufferSize];
            int read;
            while ((read = await far.ReadAsync(buffer, stop.Token).ConfigureAwait(false)) > 0)
            {
                if (nearEnded)
                {
                    stop.CancelAfter(s_silence);
                }

                try
                {
                    await near.WriteAsync(buffer.AsMemory(0, read), stop.Token).ConfigureAwait(false);
                }
                catch (IOException)
                {
                    return; // the near side has hung up, as it may at any time
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The near side hung up, or was silent for long enough after it had finished.
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task SendAsync()
        {
            var buffer = new byte[BufferSize];
            while (true)
            {
                int read;
                try
                {
                    read = await near.ReadAsync(buffer, stop.Token).ConfigureAwait(false);
                }
                catch (IOException)
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                    return;
                }

                if (read == 0)
                {
                    nearEnded = true;
                    stop.CancelAfter(s_silence);
                    return;
                }

                // Where this fails the far side is broken, which reading from it tells.
                await far.WriteAsync(buffer.AsMemory(0, read), stop.Token).ConfigureAwait(false);
            }
        }
    }
}
