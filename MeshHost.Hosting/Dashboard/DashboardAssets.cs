using System.Collections.Frozen;
using System.Security.Cryptography;

namespace MeshHost.Hosting.Dashboard;

/// <summary>The style and script of the pages, embedded in the assembly: nothing is read from where the program happens to run.</summary>
internal static class DashboardAssets
{
    private const string Prefix = "dashboard/";

    private static readonly FrozenDictionary<string, byte[]> s_files = Load();

    // Part of the address, so that a browser may keep a file for ever and still gets that of a newer version.
    private static readonly string s_version = Hash();

    public static string Url(string name) => $"/assets/{s_version}/{name}";

    public static byte[]? Find(string version, string name) => version == s_version && s_files.TryGetValue(name, out var content) ? content : null;

    public static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private static FrozenDictionary<string, byte[]> Load()
    {
        var assembly = typeof(DashboardAssets).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(n => n[Prefix.Length..], Read, StringComparer.Ordinal);

        byte[] Read(string name)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
    }

    private static string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, content) in s_files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
