namespace MeshHost.Lifecycle.CommandLine;

/// <summary>A command names a node that the graph does not have.</summary>
internal sealed class UnknownNodeException(string name, IEnumerable<string> known) : Exception(Describe(name, known))
{
    private static string Describe(string name, IEnumerable<string> known) => NearestName.Find(name, known) is { } nearest
        ? $"There is no node '{name}'. Did you mean '{nearest}'?"
        : $"There is no node '{name}'. The command 'graph' lists the nodes.";
}
