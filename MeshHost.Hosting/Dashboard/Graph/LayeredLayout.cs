using System.Collections.Immutable;

namespace MeshHost.Hosting.Dashboard.Graph;

/// <summary>
/// Places the nodes of a directed graph without cycles in layers, from left to right: each to the right of all that it depends on. Long
/// edges pass through places of their own in the layers between, so that they do not run over nodes.
/// </summary>
internal static class LayeredLayout
{
    private const int OrderingSweeps = 12;
    private const int PlacingSweeps = 16;
    private const double ColumnWidth = GraphLayout.NodeWidth + 70;
    private const double NodeDistance = GraphLayout.NodeHeight + 16;
    private const double BendDistance = 18;
    private const double Margin = 16;

    /// <param name="dependencies">For each node the nodes that it depends on, all by number.</param>
    public static GraphLayout Compute(IReadOnlyList<IReadOnlyList<int>> dependencies)
    {
        var edges = Reduce(dependencies);
        var layers = AssignLayers(edges);
        var (places, chains) = Expand(edges, layers);
        var columns = Order(places);
        var y = Place(columns, places);
        var left = columns.Count == 0 ? 0 : y.Min();
        ImmutableArray<GraphPoint> nodes = [.. Enumerable.Range(0, edges.Count).Select(n => Point(n))];
        var height = columns.Count == 0 ? 0 : y.Max() - left + GraphLayout.NodeHeight + (2 * Margin);
        return new GraphLayout(
            nodes,
            [.. chains.Select(c => new GraphEdge(c.From, c.To, [.. c.Bends.Select(Point)]))],
            (columns.Count * ColumnWidth) - 70 + (2 * Margin),
            height);

        // The middle of a node, or the bend of an edge.
        GraphPoint Point(int place) =>
            new(Margin + (places[place].Layer * ColumnWidth) + (GraphLayout.NodeWidth / 2), Margin + y[place] - left + (GraphLayout.NodeHeight / 2));
    }

    /// <summary>Leaves out edges that other edges imply: that a waits for c says nothing new when a waits for b and b for c.</summary>
    internal static IReadOnlyList<IReadOnlyList<int>> Reduce(IReadOnlyList<IReadOnlyList<int>> dependencies)
    {
        var reach = new HashSet<int>?[dependencies.Count];
        return [.. dependencies.Select(direct => (IReadOnlyList<int>)[.. direct.Distinct().Where(d => !direct.Any(o => o != d && Reach(o).Contains(d)))])];

        HashSet<int> Reach(int node)
        {
            if (reach[node] is { } known)
            {
                return known;
            }

            // Set before its members are known: a cycle, which the model forbids, must not hang the page.
            var found = reach[node] = [];
            foreach (var dependency in dependencies[node])
            {
                found.Add(dependency);
                found.UnionWith(Reach(dependency));
            }

            return found;
        }
    }

    internal static int[] AssignLayers(IReadOnlyList<IReadOnlyList<int>> dependencies)
    {
        var layers = new int[dependencies.Count];
        Array.Fill(layers, -1);
        for (var node = 0; node < layers.Length; node++)
        {
            Layer(node);
        }

        return layers;

        int Layer(int node)
        {
            if (layers[node] >= 0)
            {
                return layers[node];
            }

            layers[node] = 0;
            var layer = 0;
            foreach (var dependency in dependencies[node])
            {
                layer = Math.Max(layer, Layer(dependency) + 1);
            }

            return layers[node] = layer;
        }
    }

    private static (List<Spot> Places, List<Chain> Chains) Expand(IReadOnlyList<IReadOnlyList<int>> edges, int[] layers)
    {
        var places = layers.Select(layer => new Spot(layer, IsBend: false)).ToList();
        List<Chain> chains = [];
        for (var to = 0; to < edges.Count; to++)
        {
            foreach (var from in edges[to])
            {
                var chain = new Chain(from, to);
                var previous = from;
                for (var layer = layers[from] + 1; layer < layers[to]; layer++)
                {
                    places.Add(new Spot(layer, IsBend: true));
                    chain.Bends.Add(places.Count - 1);
                    Connect(previous, places.Count - 1);
                    previous = places.Count - 1;
                }

                Connect(previous, to);
                chains.Add(chain);
            }
        }

        return (places, chains);

        void Connect(int from, int to)
        {
            places[from].After.Add(to);
            places[to].Before.Add(from);
        }
    }

    /// <summary>Orders each layer by where its neighbours are, back and forth, which takes most crossings out.</summary>
    private static List<List<int>> Order(List<Spot> places)
    {
        var columns = Enumerable.Range(0, places.Count == 0 ? 0 : places.Max(p => p.Layer) + 1).Select(_ => new List<int>()).ToList();
        for (var place = 0; place < places.Count; place++)
        {
            columns[places[place].Layer].Add(place);
        }

        var position = new double[places.Count];
        Number();
        for (var sweep = 0; sweep < OrderingSweeps; sweep++)
        {
            var forward = sweep % 2 == 0;
            foreach (var column in forward ? columns : Enumerable.Reverse(columns))
            {
                var sorted = column.OrderBy(place => Mean(forward ? places[place].Before : places[place].After, position, position[place])).ToList();
                column.Clear();
                column.AddRange(sorted);
                Number();
            }
        }

        return columns;

        void Number()
        {
            foreach (var column in columns)
            {
                for (var i = 0; i < column.Count; i++)
                {
                    position[column[i]] = i;
                }
            }
        }
    }

    /// <summary>Moves each place towards its neighbours, as far as those above and below it allow.</summary>
    private static double[] Place(List<List<int>> columns, List<Spot> places)
    {
        var y = new double[places.Count];
        foreach (var column in columns)
        {
            Settle(column, places, y, _ => 0);
        }

        for (var sweep = 0; sweep < PlacingSweeps; sweep++)
        {
            var forward = sweep % 2 == 0;
            foreach (var column in forward ? columns : Enumerable.Reverse(columns))
            {
                Settle(column, places, y, place => Mean([.. places[place].Before, .. places[place].After], y, y[place]));
            }
        }

        return y;
    }

    private static void Settle(List<int> column, List<Spot> places, double[] y, Func<int, double> wanted)
    {
        var wishes = column.Select(wanted).ToArray();
        var lowest = new double[column.Count];
        var highest = new double[column.Count];
        for (var i = 0; i < column.Count; i++)
        {
            lowest[i] = i == 0 ? wishes[0] : Math.Max(wishes[i], lowest[i - 1] + Distance(places, column[i - 1], column[i]));
        }

        for (var i = column.Count - 1; i >= 0; i--)
        {
            highest[i] = i == column.Count - 1 ? wishes[i] : Math.Min(wishes[i], highest[i + 1] - Distance(places, column[i], column[i + 1]));
        }

        for (var i = 0; i < column.Count; i++)
        {
            y[column[i]] = (lowest[i] + highest[i]) / 2;
        }
    }

    private static double Distance(List<Spot> places, int above, int below) => places[above].IsBend && places[below].IsBend
        ? BendDistance
        : places[above].IsBend || places[below].IsBend ? (NodeDistance + BendDistance) / 2 : NodeDistance;

    private static double Mean(List<int> neighbours, double[] values, double otherwise) =>
        neighbours.Count == 0 ? otherwise : neighbours.Average(n => values[n]);

    private sealed record Spot(int Layer, bool IsBend)
    {
        public List<int> Before { get; } = [];

        public List<int> After { get; } = [];
    }

    private sealed record Chain(int From, int To)
    {
        public List<int> Bends { get; } = [];
    }
}
