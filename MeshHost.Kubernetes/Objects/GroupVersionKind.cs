namespace MeshHost.Kubernetes;

/// <summary>Identifies a kind of Kubernetes object, such as <c>apps/v1 Deployment</c>.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version within the group, such as <c>v1</c>.</param>
/// <param name="Kind">The kind, in the singular and in Pascal case.</param>
public readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary>Gets the <c>apiVersion</c> as objects carry it: <c>v1</c> or <c>apps/v1</c>.</summary>
    public string ApiVersion => string.IsNullOrEmpty(Group) ? Version : $"{Group}/{Version}";

    /// <summary>Reads an object's <c>apiVersion</c> and <c>kind</c>.</summary>
    /// <param name="apiVersion">The API version, <c>v1</c> or <c>group/version</c>.</param>
    /// <param name="kind">The kind.</param>
    /// <returns>The parsed identifier.</returns>
    public static GroupVersionKind Parse(string apiVersion, string kind)
    {
        ArgumentNullException.ThrowIfNull(apiVersion);
        ArgumentNullException.ThrowIfNull(kind);
        int slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new("", apiVersion, kind) : new(apiVersion[..slash], apiVersion[(slash + 1)..], kind);
    }

    /// <summary>Returns the API version and the kind, separated by a space.</summary>
    public override string ToString() => $"{ApiVersion} {Kind}";
}
