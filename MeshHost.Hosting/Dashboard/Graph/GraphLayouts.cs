namespace MeshHost.Hosting.Dashboard.Graph;

/// <summary>Keeps the last layout: states change four times a second, who waits for whom hardly ever.</summary>
internal sealed class GraphLayouts
{
    private readonly Lock _lock = new();
    private string? _shape;
    private GraphLayout? _layout;

    public GraphLayout Get(ResourceGraph graph)
    {
        var numbers = graph.Nodes.Index().ToDictionary(n => n.Item.Name, n => n.Index, StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<int>[] dependencies = [.. graph.Nodes.Select(n => (IReadOnlyList<int>)[.. graph.DependenciesOf(n).Select(d => numbers[d.Name])])];
        var shape = string.Join(';', dependencies.Select(d => string.Join(',', d)));
        lock (_lock)
        {
            if (_layout is null || _shape != shape)
            {
                (_shape, _layout) = (shape, LayeredLayout.Compute(dependencies));
            }

            return _layout;
        }
    }
}
