using System.Net.Security;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Network;

namespace MeshHost.Emulator.Workloads;

/// <summary>What the program in a container does, as far as anybody outside can see it. One instance for each start of a container.</summary>
/// <param name="container">The container.</param>
internal abstract class ContainerBehavior(ContainerContext container)
{
    protected ContainerContext Container => container;

    protected ClusterRuntime Cluster => container.Cluster;

    /// <summary>The emulated time from the start of the process until it can be ready.</summary>
    public virtual TimeSpan StartupTime => TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled, or returns the exit code of a program that ends.</summary>
    public virtual async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.Register(() => stopped.TrySetResult());
        await stopped.Task.ConfigureAwait(false);
        return 0;
    }

    /// <summary>Why the container is not ready, in the words of its probe, or <see langword="null"/> when it is.</summary>
    public virtual ValueTask<string?> CheckReadyAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <summary>Whether something listens on a port.</summary>
    public virtual bool Listens(int port) => container.DeclaredPorts.Contains(port);

    /// <summary>The certificate by server name for a port that speaks TLS; <see langword="null"/> for a plain one.</summary>
    public virtual Func<string?, SslStreamCertificateContext?>? TlsOf(int port) => null;

    /// <summary>Answers a request on a port.</summary>
    public virtual Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken) =>
        Task.FromResult(EmulatedResponse.Text(
            $"The image '{container.Image}' has no emulated behaviour on port {port}.\n", 501));

    /// <summary>Runs a command in the container.</summary>
    public virtual ExecOutcome Execute(IReadOnlyList<string> command) =>
        new(126, "", $"'{string.Join(' ', command)}' is not emulated for image '{container.Image}'\n");
}
