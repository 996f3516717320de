namespace MeshHost.Resources.Gke;

/// <summary>A network that may reach the control plane.</summary>
/// <param name="Name">Name shown to people.</param>
/// <param name="Range">The range.</param>
public sealed record GkeAuthorizedNetwork(string Name, CidrRange Range);
