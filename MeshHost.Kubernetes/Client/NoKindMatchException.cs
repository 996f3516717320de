namespace MeshHost.Kubernetes;

/// <summary>The server serves no such kind: its CustomResourceDefinition is not installed, or the version is not served.</summary>
public sealed class NoKindMatchException : KubernetesApiException
{
    /// <summary>Makes an exception for an unknown kind.</summary>
    public NoKindMatchException()
    {
    }

    /// <summary>Makes an exception for an unknown kind.</summary>
    /// <param name="message">The message.</param>
    public NoKindMatchException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception for an unknown kind.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public NoKindMatchException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal NoKindMatchException(GroupVersionKind kind, IEnumerable<string> served)
        : base(Describe(kind, [.. served]))
    {
        GroupVersionKind = kind;
        Kind = kind.Kind;
        Reason = "NoKindMatch";
        StatusCode = 404;
        Operation = $"find the resource of {kind}";
    }

    /// <summary>
    /// Gets whether the kind is about to be served: its definition is in the cluster, or in what is being applied. Any other unknown kind is an error.
    /// </summary>
    public bool IsDefined { get; init; }

    /// <inheritdoc/>
    public override bool IsTransient => IsDefined;

    /// <summary>Gets the kind that was looked for.</summary>
    public GroupVersionKind GroupVersionKind { get; }

    private static string Describe(GroupVersionKind kind, string[] served) => served.Length == 0
        ? $"The cluster serves no '{kind.ApiVersion}'. Install the CustomResourceDefinition of {kind.Kind} first, or correct the apiVersion."
        : $"The cluster serves no kind '{kind.Kind}' in '{kind.ApiVersion}'. It serves {string.Join(", ", served.Take(12))}{(served.Length > 12 ? ", ..." : "")}.";
}
