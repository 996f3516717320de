namespace MeshHost.Gcp.Http;

/// <summary>One call of a method: what it is about and what it sends.</summary>
/// <param name="Method">The method.</param>
/// <param name="Resource">The resource for people, for example <c>network 'mesh' in project 'demo'</c>.</param>
/// <param name="Path">Values of the path's parameters.</param>
internal sealed record ApiCall(ApiMethod Method, string Resource, params IReadOnlyList<KeyValuePair<string, string>> Path)
{
    /// <summary>Query parameters; those without a value are not sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Query { get; init; } = [];

    /// <summary>The body, or null for none.</summary>
    public object? Body { get; init; }

    /// <summary>Time-out of one attempt when it differs from the connection's: calls that block on purpose.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>True for polls, which are events of the wait's span rather than spans of their own.</summary>
    public bool Quiet { get; init; }

    /// <summary>True if the call names a service account that may be so new that not every server of Google's knows it.</summary>
    public bool NamesServiceAccount { get; init; }
}
