namespace MeshHost.Emulator.Mesh;

/// <summary>The forms of host names in Istio's configuration and in requests.</summary>
internal static class HostNames
{
    /// <summary>Whether a host matches a pattern: itself, <c>*</c>, or <c>*.suffix</c>.</summary>
    public static bool Matches(string pattern, string host) =>
        pattern == "*"
        || pattern.Equals(host, StringComparison.OrdinalIgnoreCase)
        || (pattern.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase));

    /// <summary>The pattern without the <c>namespace/</c> that hosts of gateways may have.</summary>
    public static string WithoutNamespace(string pattern) => pattern[(pattern.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>The service that a host names, seen from a namespace; <see langword="null"/> for a host that cannot be a service.</summary>
    public static (string Namespace, string Name)? Service(string host, string fromNamespace) => host.Split('.') switch
    {
        [var name] => (fromNamespace, name),
        [var name, var ns] => (ns, name),
        [var name, var ns, "svc"] => (ns, name),
        [var name, var ns, "svc", "cluster", "local"] => (ns, name),
        _ => null,
    };

    /// <summary>The full name of a service.</summary>
    public static string Full(string ns, string name) => $"{name}.{ns}.svc.cluster.local";

    /// <summary>Whether two hosts name the same service, each seen from its own namespace.</summary>
    public static bool SameService(string host, string fromNamespace, (string Namespace, string Name) service) =>
        Service(host, fromNamespace) is { } named && named == service;
}
