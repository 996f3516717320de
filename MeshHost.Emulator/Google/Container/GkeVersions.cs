using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Container;

/// <summary>The versions that can be had, by release channel.</summary>
internal static class GkeVersions
{
    // Newest first.
    private static readonly (string Channel, string Default, string[] Valid)[] s_channels =
    [
        ("RAPID", "1.34.1-gke.1829001", ["1.34.1-gke.2037001", "1.34.1-gke.1829001", "1.33.5-gke.1308000"]),
        ("REGULAR", "1.33.5-gke.1162000", ["1.34.1-gke.1829001", "1.33.5-gke.1308000", "1.33.5-gke.1162000", "1.32.9-gke.1548000"]),
        ("STABLE", "1.33.5-gke.1080000", ["1.33.5-gke.1162000", "1.33.5-gke.1080000", "1.32.9-gke.1239000"]),
        ("EXTENDED", "1.33.5-gke.1162000", ["1.33.5-gke.1308000", "1.33.5-gke.1162000", "1.32.9-gke.1548000", "1.31.13-gke.1261000"]),
    ];

    private static IEnumerable<string> All => s_channels.SelectMany(c => c.Valid).Distinct().OrderDescending(Comparer<string>.Create(Compare));

    /// <summary>Finds the version that a request stands for.</summary>
    /// <param name="asked">Empty, <c>-</c>, <c>latest</c>, <c>1.X</c>, <c>1.X.Y</c> or a full version.</param>
    /// <param name="channel">The release channel, or <see langword="null"/>.</param>
    /// <returns>The full version.</returns>
    /// <exception cref="GoogleErrorException">There is none.</exception>
    public static string Resolve(string? asked, string? channel)
    {
        var (_, standard, valid) = s_channels.FirstOrDefault(c => c.Channel == channel, s_channels[1]);
        if (asked is null or "" or "-")
        {
            return standard;
        }

        var candidates = channel is null or "UNSPECIFIED" ? [.. All] : valid;
        var found = asked == "latest"
            ? candidates[0]
            : candidates.Where(v => v == asked || v.StartsWith(asked + ".", StringComparison.Ordinal) || v.StartsWith(asked + "-", StringComparison.Ordinal))
                .OrderDescending(Comparer<string>.Create(Compare)).FirstOrDefault();
        return found ?? throw ContainerErrors.BadRequest(
            asked.Contains("-gke.", StringComparison.Ordinal) ? $"Master version \"{asked}\" is unsupported." : $"No valid versions with the prefix \"{asked}\" found.");
    }

    /// <summary>Compares versions.</summary>
    /// <param name="left">One version.</param>
    /// <param name="right">The other.</param>
    /// <returns>Negative, zero or positive.</returns>
    public static int Compare(string? left, string? right)
    {
        var (a, b) = (Parts(left), Parts(right));
        return a.Zip(b, (x, y) => x.CompareTo(y)).FirstOrDefault(c => c != 0);
    }

    /// <summary>Answers <c>serverConfig</c>.</summary>
    /// <returns>The versions and channels.</returns>
    public static JsonObject ServerConfig() => new()
    {
        ["defaultClusterVersion"] = s_channels[1].Default,
        ["validMasterVersions"] = ResourceJson.Array(All),
        ["validNodeVersions"] = ResourceJson.Array(All),
        ["defaultImageType"] = "COS_CONTAINERD",
        ["validImageTypes"] = ResourceJson.Array(["COS_CONTAINERD", "UBUNTU_CONTAINERD"]),
        ["channels"] = new JsonArray([.. s_channels.Select(c => (JsonNode)new JsonObject
        {
            ["channel"] = c.Channel,
            ["defaultVersion"] = c.Default,
            ["upgradeTargetVersion"] = c.Default,
            ["validVersions"] = ResourceJson.Array(c.Valid),
        })]),
    };

    private static int[] Parts(string? version)
    {
        var parts = (version ?? "").Replace("-gke.", ".", StringComparison.Ordinal).Split('.').Select(p => int.TryParse(p, out var n) ? n : 0).ToList();
        parts.AddRange(Enumerable.Repeat(0, Math.Max(0, 4 - parts.Count)));
        return [.. parts];
    }
}
