namespace Aspire.Hosting;

/// <summary>Options that all interactions have.</summary>
public class InteractionOptions
{
    /// <summary>The text of the primary button.</summary>
    public string? PrimaryButtonText { get; set; }

    /// <summary>The text of the secondary button.</summary>
    public string? SecondaryButtonText { get; set; }

    /// <summary>Whether there is a secondary button.</summary>
    public bool? ShowSecondaryButton { get; set; }

    /// <summary>Whether the interaction can be dismissed.</summary>
    public bool? ShowDismiss { get; set; }

    /// <summary>Whether the message is Markdown.</summary>
    public bool? EnableMessageMarkdown { get; set; }
}
