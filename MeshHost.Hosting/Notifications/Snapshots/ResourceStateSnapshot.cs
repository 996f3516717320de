namespace Aspire.Hosting.ApplicationModel;

/// <summary>The state of a resource.</summary>
/// <param name="Text">The text; see <see cref="KnownResourceStates"/>.</param>
/// <param name="Style">How it is shown; see <see cref="KnownResourceStateStyles"/>.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>Makes an unstyled state of a text.</summary>
    /// <param name="s">The text.</param>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, Style: null);
}
