namespace MeshHost.Resources.Observability;

/// <summary>One panel of a dashboard.</summary>
/// <param name="Title">What people see.</param>
/// <param name="Query">The PromQL query.</param>
/// <param name="Legend">How a series is named, from its labels.</param>
/// <param name="Unit">Grafana's name of the unit, for example <c>reqps</c> or <c>ms</c>.</param>
internal sealed record MeshDashboardPanel(string Title, string Query, string Legend, string Unit);
