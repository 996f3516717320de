namespace MeshHost.Hosting.Dashboard;

/// <summary>The name of the application, as the pages show it.</summary>
/// <param name="Value">The name.</param>
internal sealed record DashboardName(string Value);
