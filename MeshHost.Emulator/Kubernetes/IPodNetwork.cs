namespace MeshHost.Emulator.Kubernetes;

/// <summary>What the API server reaches through the cluster's network: ports of pods, services of webhooks, and the kubelet.</summary>
internal interface IPodNetwork
{
    /// <summary>Connects to a port of a pod, as port-forward does.</summary>
    ValueTask<Stream> ConnectAsync(string ns, string pod, int port, CancellationToken ct);

    /// <summary>
    /// Connects from the control plane to a service's port. Throws what the real network gives: a time-out where the firewall drops,
    /// a refusal where nothing listens, "no endpoints available" where nothing is ready.
    /// </summary>
    ValueTask<Stream> ConnectServiceAsync(string ns, string service, int port, CancellationToken ct);

    /// <summary>
    /// The log lines of a container, without line ends; the first container when <paramref name="container"/> is <see langword="null"/>.
    /// Of those that there are, only the last <paramref name="tail"/> where that is given.
    /// </summary>
    IAsyncEnumerable<string> LogsAsync(string ns, string pod, string? container, bool follow, int? tail, CancellationToken ct);

    /// <summary>Runs a command in a container.</summary>
    Task<ExecOutcome> ExecAsync(string ns, string pod, string? container, IReadOnlyList<string> command, CancellationToken ct);
}
