using System.Security.Cryptography;

namespace MeshHost.Helm.Repositories;

/// <summary>Something the cache keeps: a file, or memory where no file can be written.</summary>
internal sealed class CacheEntry
{
    private readonly string? _path;
    private readonly byte[]? _data;

    public CacheEntry(string path) => _path = path;

    public CacheEntry(byte[] data) => _data = data;

    /// <exception cref="IOException">The file has gone.</exception>
    public Stream Open() => _path is null
        ? new MemoryStream(_data!, writable: false)
        : new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 65_536, FileOptions.SequentialScan);

    public async Task<string> DigestAsync(CancellationToken cancellationToken)
    {
        var stream = Open();
        await using var _ = stream.ConfigureAwait(false);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }
}
