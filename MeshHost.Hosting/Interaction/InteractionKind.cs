namespace MeshHost.Hosting.Interactions;

/// <summary>How an interaction is shown.</summary>
internal enum InteractionKind
{
    /// <summary>A box with a message and buttons.</summary>
    MessageBox,

    /// <summary>A dialog of inputs.</summary>
    Inputs,

    /// <summary>A message that does not get in the way.</summary>
    Notification,
}
