namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>What a resource path names: <c>/apis/apps/v1/namespaces/prod/deployments/web/scale</c>.</summary>
internal sealed record RequestTarget(
    string Group, string Version, string? Namespace, string? Resource, string? Name, string? Subresource, string? Rest)
{
    /// <summary>Reads a path below /api or /apis; <see langword="null"/> when it is neither a group version nor below one.</summary>
    public static RequestTarget? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        if (parts.Length >= 2 && parts[0] == "api")
        {
            return ParseResource("", parts[1], parts[2..]);
        }

        return parts.Length >= 3 && parts[0] == "apis" ? ParseResource(parts[1], parts[2], parts[3..]) : null;
    }

    private static RequestTarget ParseResource(string group, string version, string[] parts)
    {
        if (parts is ["namespaces", var ns, var resource, ..] && resource is not ("finalize" or "status"))
        {
            return Make(ns, resource, parts[3..]);
        }

        return parts.Length == 0
            ? new RequestTarget(group, version, null, null, null, null, null)
            : Make(null, parts[0], parts[1..]);

        RequestTarget Make(string? ns, string resource, string[] rest) => new(
            group,
            version,
            ns,
            resource,
            rest.Length > 0 ? rest[0] : null,
            rest.Length > 1 ? rest[1] : null,
            rest.Length > 2 ? string.Join('/', rest[2..]) : null);
    }
}
