using System.Globalization;
using System.Text;
using MeshHost.Lifecycle.Graph;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>Draws the graph for a terminal, for Markdown (Mermaid) and for Graphviz (DOT).</summary>
internal static class GraphText
{
    public static string Format(LifecycleGraph graph, string format) => format switch
    {
        "mermaid" => Mermaid(graph),
        "dot" => Dot(graph),
        _ => Text(graph),
    };

    private static string Text(LifecycleGraph graph)
    {
        var width = graph.Nodes.Max(n => n.Name.Length);
        var text = new StringBuilder();
        foreach (var node in graph.Nodes)
        {
            var dependencies = graph.DependenciesOf(node);
            text.Append(node.Name.PadRight(width));
            if (dependencies.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"  waits for {string.Join(", ", dependencies.Select(d => d.Name))}");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string Mermaid(LifecycleGraph graph)
    {
        var text = new StringBuilder("flowchart LR\n");
        foreach (var node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {node.Name}[{node.Name}]\n");
            foreach (var dependency in graph.DependenciesOf(node))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {dependency.Name} --> {node.Name}\n");
            }
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string Dot(LifecycleGraph graph)
    {
        var text = new StringBuilder("digraph rollout {\n  rankdir=LR;\n  node [shape=box];\n");
        foreach (var node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  \"{node.Name}\";\n");
            foreach (var dependency in graph.DependenciesOf(node))
            {
                text.Append(CultureInfo.InvariantCulture, $"  \"{dependency.Name}\" -> \"{node.Name}\";\n");
            }
        }

        return text.Append('}').ToString();
    }
}
