using System.Buffers;
using System.Net;

namespace MeshHost.Kubernetes;

/// <summary>A complete answer in a pooled buffer; to be disposed when it was read.</summary>
internal sealed class KubernetesResponse(HttpStatusCode status, byte[] buffer, int length) : IDisposable
{
    private byte[]? _buffer = buffer;

    public HttpStatusCode Status { get; } = status;

    public ReadOnlyMemory<byte> Body => new(_buffer ?? throw new ObjectDisposedException(nameof(KubernetesResponse)), 0, length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
