namespace MeshHost.Kubernetes;

/// <summary>Whom to act as in place of the caller, who has to be allowed to.</summary>
/// <param name="User">The user.</param>
public sealed record Impersonation(string User)
{
    /// <summary>Gets the groups to act as a member of, in place of the user's own.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Gets the user's unique id, or <see langword="null"/>.</summary>
    public string? Uid { get; init; }

    /// <summary>Gets what else authorizers look at, each name with its values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Writes it as headers, one pair a value.</summary>
    internal IEnumerable<(string Name, string Value)> ToHeaders()
    {
        yield return ("Impersonate-User", User);
        foreach (string group in Groups)
        {
            yield return ("Impersonate-Group", group);
        }

        if (Uid is { } uid)
        {
            yield return ("Impersonate-Uid", uid);
        }

        foreach ((string name, IReadOnlyList<string> values) in Extra)
        {
            foreach (string value in values)
            {
                // A header's name takes fewer characters than a key does; the server unescapes it.
                yield return ($"Impersonate-Extra-{Uri.EscapeDataString(name)}", value);
            }
        }
    }
}
