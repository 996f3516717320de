using System.Security.Cryptography;
using System.Text;

namespace MeshHost.Helm.Repositories;

/// <summary>
/// Keeps archives under their SHA-256 and small files under a key. Every file is written under a temporary name and then renamed, so that
/// processes sharing the folder see a file whole or not at all; what is read is checked against its name.
/// </summary>
internal sealed class ChartCache
{
    private readonly string _root;

    public ChartCache(string? root)
    {
        _root = root ?? DefaultRoot();
    }

    public async Task<byte[]?> TryGetBlobAsync(string digest, CancellationToken cancellationToken)
    {
        if (!IsDigest(digest))
        {
            return null;
        }

        var data = await TryReadAsync(BlobPath(digest), cancellationToken).ConfigureAwait(false);
        // A damaged file counts as missing; it is replaced by the next download.
        return data is not null && Digest(data) == digest ? data : null;
    }

    public Task PutBlobAsync(string digest, byte[] data, CancellationToken cancellationToken) => WriteAsync(BlobPath(digest), data, cancellationToken);

    public Task<byte[]?> TryGetAsync(string kind, string key, CancellationToken cancellationToken) => TryReadAsync(KeyPath(kind, key), cancellationToken);

    public Task PutAsync(string kind, string key, byte[] data, CancellationToken cancellationToken) => WriteAsync(KeyPath(kind, key), data, cancellationToken);

    /// <summary>What is kept under a key, unread.</summary>
    public CacheEntry? Find(string kind, string key) => KeyPath(kind, key) is var path && File.Exists(path) ? new CacheEntry(path) : null;

    /// <summary>Keeps what <paramref name="fill"/> writes, as it comes: in memory only when no file can be made.</summary>
    public async Task<CacheEntry> StoreAsync(string kind, string key, Func<Stream, Task> fill)
    {
        var path = KeyPath(kind, key);
        var temporary = TemporaryName(path);
        var file = TryCreate(temporary);
        if (file is null)
        {
            using var memory = new MemoryStream();
            await fill(memory).ConfigureAwait(false);
            return new CacheEntry(memory.ToArray());
        }

        try
        {
            await using (file.ConfigureAwait(false))
            {
                await fill(file).ConfigureAwait(false);
            }

            File.Move(temporary, path, overwrite: true);
            return new CacheEntry(path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public static string Digest(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(SHA256.HashData(data));

    /// <summary>The digest in bare hexadecimal, or <see langword="null"/>.</summary>
    public static string? NormalizeDigest(string? digest)
    {
        var hex = digest is null ? "" : digest.StartsWith("sha256:", StringComparison.Ordinal) ? digest["sha256:".Length..] : digest;
        hex = hex.ToLowerInvariant();
        return IsDigest(hex) ? hex : null;
    }

    private static bool IsDigest(string digest) => digest.Length == 64 && digest.All(char.IsAsciiHexDigit);

    private static string DefaultRoot()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
        {
            cache = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        }

        return Path.Combine(cache, "meshhost", "charts");
    }

    private string BlobPath(string digest) => Path.Combine(_root, "sha256", digest[..2], digest);

    private string KeyPath(string kind, string key) => Path.Combine(_root, kind, Digest(Encoding.UTF8.GetBytes(key)));

    private static async Task<byte[]?> TryReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string TemporaryName(string path) => $"{path}.{Guid.NewGuid():N}.tmp";

    private static FileStream? TryCreate(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task WriteAsync(string path, byte[] data, CancellationToken cancellationToken)
    {
        string? temporary = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            temporary = TemporaryName(path);
            await File.WriteAllBytesAsync(temporary, data, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, path, overwrite: true);
            temporary = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be written only costs the next download.
        }
        finally
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
    }
}
