namespace MeshHost.Helm;

/// <summary>Somebody who looks after a chart.</summary>
/// <param name="Name">Name of the person or organisation.</param>
/// <param name="Email">Mail address, or <see langword="null"/>.</param>
/// <param name="Url">Web address, or <see langword="null"/>.</param>
public sealed record ChartMaintainer(string Name, string? Email = null, string? Url = null);
