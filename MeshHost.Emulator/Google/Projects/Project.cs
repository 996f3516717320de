namespace MeshHost.Emulator.Google.Projects;

/// <summary>A project.</summary>
/// <param name="Id">Id, such as <c>mesh-demo</c>.</param>
/// <param name="Number">Number, as text.</param>
internal sealed record Project(string Id, string Number);
