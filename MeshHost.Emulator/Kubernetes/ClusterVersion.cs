using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes;

/// <summary>The answer to /version.</summary>
internal static class ClusterVersion
{
    public static JsonObject Of(string version)
    {
        var parts = version.TrimStart('v').Split('.');
        return new JsonObject
        {
            ["major"] = parts[0],
            ["minor"] = parts.Length > 1 ? parts[1] : "0",
            ["gitVersion"] = "v" + version.TrimStart('v'),
            ["gitCommit"] = "0000000000000000000000000000000000000000",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "2025-09-01T00:00:00Z",
            ["goVersion"] = "go1.24.6",
            ["compiler"] = "gc",
            ["platform"] = "linux/amd64",
        };
    }
}
