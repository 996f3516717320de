namespace MeshHost.Kubernetes;

/// <summary>How a server serves one kind: what REST paths are made of.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version within the group.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Plural">The resource's name in paths, such as <c>deployments</c>.</param>
/// <param name="Namespaced">Whether objects live in namespaces.</param>
/// <param name="Verbs">The verbs served, such as <c>list</c> and <c>watch</c>.</param>
/// <param name="ShortNames">Short names, such as <c>deploy</c>.</param>
/// <param name="Subresources">The subresources served, such as <c>status</c> and <c>scale</c>.</param>
public sealed record ApiResource(
    string Group,
    string Version,
    string Kind,
    string Plural,
    bool Namespaced,
    IReadOnlyList<string> Verbs,
    IReadOnlyList<string> ShortNames,
    IReadOnlyList<string> Subresources)
{
    /// <summary>Gets the API version and kind as one value.</summary>
    public GroupVersionKind GroupVersionKind => new(Group, Version, Kind);

    internal string PathTo(string? ns, string? name = null, string? subresource = null)
    {
        string path = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        if (Namespaced && !string.IsNullOrEmpty(ns))
        {
            path += $"/namespaces/{Uri.EscapeDataString(ns)}";
        }

        path += $"/{Plural}";
        if (name is not null)
        {
            path += $"/{Uri.EscapeDataString(name)}";
        }

        return subresource is null ? path : $"{path}/{subresource}";
    }
}
