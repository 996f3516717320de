namespace Aspire.Hosting.ApplicationModel;

/// <summary>A URL of a resource.</summary>
/// <param name="Name">The name of the endpoint or of the URL.</param>
/// <param name="Url">The URL.</param>
/// <param name="IsInternal">Whether it is of no use to people and left out of lists.</param>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>How the URL is shown.</summary>
    public UrlDisplayPropertiesSnapshot DisplayProperties { get; init; } = new();

    /// <summary>Whether the URL does not answer yet.</summary>
    public bool IsInactive { get; init; }
}
