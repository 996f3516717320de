using System.Runtime.CompilerServices;
using MeshHost.Emulator.Kubernetes;

namespace MeshHost.Tests.Emulator.Kubernetes;

/// <summary>A network whose every answer a test can set.</summary>
internal sealed class FakePodNetwork : IPodNetwork
{
    public Func<string, string, int, CancellationToken, ValueTask<Stream>> Service { get; init; } =
        (_, service, _, _) => throw new IOException($"no endpoints available for service \"{service}\"");

    public Func<int, Stream> Pod { get; init; } = _ => throw new IOException("connect: connection refused");

    public ValueTask<Stream> ConnectAsync(string ns, string pod, int port, CancellationToken ct) => ValueTask.FromResult(Pod(port));

    public ValueTask<Stream> ConnectServiceAsync(string ns, string service, int port, CancellationToken ct) => Service(ns, service, port, ct);

    public async IAsyncEnumerable<string> LogsAsync(string ns, string pod, string? container, bool follow, int? tail, [EnumeratorCancellation] CancellationToken ct)
    {
        string[] lines = ["first", "second", "third"];
        foreach (var line in lines.TakeLast(tail ?? lines.Length))
        {
            await Task.Yield();
            yield return line;
        }
    }

    public Task<ExecOutcome> ExecAsync(string ns, string pod, string? container, IReadOnlyList<string> command, CancellationToken ct) =>
        Task.FromResult(new ExecOutcome(command[0] == "false" ? 3 : 0, string.Join(' ', command) + "\n", ""));
}
