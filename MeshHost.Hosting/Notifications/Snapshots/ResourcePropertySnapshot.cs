namespace Aspire.Hosting.ApplicationModel;

/// <summary>A named value of a resource, for display.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value: a string, a number, a boolean, a date, or a sequence of strings.</param>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>The text in place of the name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether the value is masked until a person asks for it.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>Whether the value is shown prominently.</summary>
    public bool IsHighlighted { get; init; }

    /// <summary>The place among the properties; lower comes first.</summary>
    public int? SortOrder { get; init; }
}
