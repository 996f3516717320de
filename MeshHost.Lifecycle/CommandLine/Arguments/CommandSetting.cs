namespace MeshHost.Lifecycle.CommandLine;

/// <summary>A setting of the AppHost's own that every command takes as <c>--name VALUE</c> and the configuration holds by its name.</summary>
/// <param name="Name">The name, without dashes in front.</param>
/// <param name="Description">What <c>--help</c> says of it.</param>
public sealed record CommandSetting(string Name, string Description);
