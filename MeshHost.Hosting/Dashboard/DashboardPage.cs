namespace MeshHost.Hosting.Dashboard;

/// <summary>A page that the navigation leads to.</summary>
/// <param name="Path">The address.</param>
/// <param name="Title">The text.</param>
/// <param name="Icon">The name of the icon.</param>
/// <param name="Component">What renders the page.</param>
internal sealed record DashboardPage(string Path, string Title, string Icon, Type Component);
