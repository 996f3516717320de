namespace MeshHost.Benchmarks.Host;

/// <summary>
/// The graph that everybody gets: each node depends on three of the twenty before it, chosen at random but the same every time. So its paths are
/// long, as those of real infrastructure are; it is also the harder graph for terraform, which takes three times as long as where the three
/// are chosen among all earlier ones.
/// </summary>
internal static class NodeGraph
{
    private const int Dependencies = 3;
    private const int Nearest = 20;
    private const int Seed = 20_170_524;

    public static string NameOf(int node) => $"n{node}";

    /// <summary>The dependencies of each node, by number.</summary>
    public static IEnumerable<IReadOnlyList<int>> Create(int nodes)
    {
        var random = new Random(Seed);
        for (var node = 0; node < nodes; node++)
        {
            var chosen = new HashSet<int>();
            while (chosen.Count < Math.Min(Dependencies, node))
            {
                chosen.Add(random.Next(Math.Max(0, node - Nearest), node));
            }

            yield return [.. chosen.Order()];
        }
    }
}
