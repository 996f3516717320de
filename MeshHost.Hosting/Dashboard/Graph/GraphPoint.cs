namespace MeshHost.Hosting.Dashboard.Graph;

/// <summary>A point of a drawing.</summary>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
internal readonly record struct GraphPoint(double X, double Y);
