namespace Aspire.Hosting.ApplicationModel;

/// <summary>A URL that is shown with a resource.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>The URL.</summary>
    public required string Url { get; set; }

    /// <summary>The text that is shown in place of the URL.</summary>
    public string? DisplayText { get; set; }

    /// <summary>Where the URL is shown.</summary>
    public UrlDisplayLocation DisplayLocation { get; set; }
}
