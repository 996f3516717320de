namespace MeshHost.Emulator.Kubernetes.Authorization;

/// <summary>What someone wants to do: a verb on a resource, or on a path that is none.</summary>
internal sealed record AccessAttributes(string Verb, string Group, string Resource, string? Subresource, string? Namespace, string? Name, string? Path = null)
{
    public static AccessAttributes ForPath(string verb, string path) => new(verb, "", "", null, null, null, path);
}
