namespace MeshHost.Helm.Charts;

/// <summary>
/// A chart as one rendering uses it: under its alias, with the values that dependencies exported to it, and with only those
/// subcharts that conditions and tags left on. The loaded <see cref="Chart"/> behind it stays unchanged.
/// </summary>
internal sealed class ChartInstance
{
    public ChartInstance(Chart chart, string? alias = null)
    {
        Chart = chart;
        Name = alias ?? chart.Name;
        Values = chart.Values.Root;
        Requirements = chart.Metadata.Dependencies;
        Dependencies = [.. chart.Dependencies.Select(static d => new ChartInstance(d))];
        foreach (var dependency in Dependencies)
        {
            dependency.Parent = this;
        }
    }

    public Chart Chart { get; }

    /// <summary>The chart's name, or the alias its parent gave it.</summary>
    public string Name { get; }

    public ChartInstance? Parent { get; private set; }

    /// <summary>Default values; shared with the loaded chart until imports replace them, so never written to.</summary>
    public Dictionary<string, object?> Values { get; set; }

    /// <summary>Declared dependencies that are still on.</summary>
    public IReadOnlyList<ChartDependency> Requirements { get; set; }

    public IReadOnlyList<ChartInstance> Dependencies { get; private set; }

    /// <summary><c>parent/charts/child</c>: the folder under which templates of this chart are named.</summary>
    public string FullPath => Parent is null ? Name : Parent.FullPath + "/charts/" + Name;

    public void SetDependencies(IReadOnlyList<ChartInstance> dependencies)
    {
        Dependencies = dependencies;
        foreach (var dependency in dependencies)
        {
            dependency.Parent = this;
        }
    }
}
