namespace Aspire.Hosting.ApplicationModel;

/// <summary>Names the icon that a dashboard shows for a resource.</summary>
/// <param name="iconName">A Fluent UI icon name.</param>
/// <param name="iconVariant">The variant of the icon.</param>
public sealed class ResourceIconAnnotation(string iconName, IconVariant iconVariant = IconVariant.Filled) : IResourceAnnotation
{
    /// <summary>A Fluent UI icon name.</summary>
    public string IconName { get; } = iconName ?? throw new ArgumentNullException(nameof(iconName));

    /// <summary>The variant of the icon.</summary>
    public IconVariant IconVariant { get; } = iconVariant;
}
