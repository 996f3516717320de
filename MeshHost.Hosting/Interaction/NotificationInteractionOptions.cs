namespace Aspire.Hosting;

/// <summary>Options of a notification.</summary>
public class NotificationInteractionOptions : InteractionOptions
{
    /// <summary>What the message means.</summary>
    public MessageIntent? Intent { get; set; }

    /// <summary>The text of a link.</summary>
    public string? LinkText { get; set; }

    /// <summary>Where the link leads.</summary>
    public string? LinkUrl { get; set; }
}
