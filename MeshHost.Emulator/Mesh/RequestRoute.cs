namespace MeshHost.Emulator.Mesh;

/// <summary>Where a request goes.</summary>
/// <param name="Host">The host of the service.</param>
/// <param name="Port">The port of the service.</param>
/// <param name="Subset">The subset of its destination rule, if one is asked for.</param>
internal sealed record RequestRoute(string Host, int Port, string? Subset);
