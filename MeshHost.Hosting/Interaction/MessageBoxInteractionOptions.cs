namespace Aspire.Hosting;

/// <summary>Options of a message box.</summary>
public class MessageBoxInteractionOptions : InteractionOptions
{
    /// <summary>What the message means.</summary>
    public MessageIntent? Intent { get; set; }
}
