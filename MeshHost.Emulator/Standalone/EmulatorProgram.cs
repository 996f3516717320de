namespace MeshHost.Emulator.Standalone;

/// <summary>Runs the emulator on its own until it is told to stop.</summary>
/// <param name="options">What to emulate.</param>
/// <param name="output">Where the addresses are written.</param>
/// <param name="error">Where failures are written.</param>
internal sealed class EmulatorProgram(EmulatorOptions options, TextWriter output, TextWriter error)
{
    /// <summary>Runs until cancelled; returns the exit code.</summary>
    public async Task<int> RunAsync(string? cluster, string zone, CancellationToken cancellationToken)
    {
        try
        {
            var host = new EmulatorHost(options);
            await using (host.ConfigureAwait(false))
            {
                await host.StartAsync(cancellationToken).ConfigureAwait(false);
                using var setup = new ClusterSetup(host, options.Project);
                if (cluster is not null)
                {
                    await setup.CreateAsync(cluster, zone, cancellationToken).ConfigureAwait(false);
                }

                if (options.EnvironmentFile is { } path)
                {
                    await EnvironmentFile.WriteAsync(path, host, options.Project, cluster is null ? null : setup.Kubeconfig(cluster, zone), cancellationToken)
                        .ConfigureAwait(false);
                }

                await ReportAsync(host).ConfigureAwait(false);
                var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                using var registration = cancellationToken.Register(() => stopped.TrySetResult());
                await stopped.Task.ConfigureAwait(false);
            }

            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (EmulatorException ex)
        {
            await error.WriteLineAsync(ex.Message).ConfigureAwait(false);
            return 1;
        }
    }

    private async Task ReportAsync(EmulatorHost host)
    {
        await output.WriteLineAsync($"Google Cloud APIs  {host.GoogleBaseUri}").ConfigureAwait(false);
        await output.WriteLineAsync($"Chart repositories {host.ChartRepositoryUri}").ConfigureAwait(false);
        await output.WriteLineAsync($"Internet proxy     {host.ProxyUri}").ConfigureAwait(false);
        await output.WriteLineAsync($"Public edge        {host.BrowserHttpUri} {host.BrowserHttpsUri}").ConfigureAwait(false);
        await output.WriteLineAsync($"DNS (UDP)          {host.DnsEndPoint}").ConfigureAwait(false);
        foreach (var cluster in host.Clusters.Clusters)
        {
            await output.WriteLineAsync($"Cluster            {cluster.Context.Spec.Name} {cluster.Endpoint}").ConfigureAwait(false);
        }

        await output.WriteLineAsync("Ready. Press Ctrl+C to stop.").ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
    }
}
