namespace MeshHost.Hosting.Interactions;

/// <summary>How an interaction ended.</summary>
internal enum InteractionAnswer
{
    /// <summary>By the primary button.</summary>
    Primary,

    /// <summary>By the secondary button.</summary>
    Secondary,

    /// <summary>It was dismissed or withdrawn.</summary>
    Dismissed,
}
