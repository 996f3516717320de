using System.Collections.Immutable;

namespace MeshHost.Hosting.Dashboard.Graph;

/// <summary>
/// Places the nodes of a directed graph without cycles in layers, from top to bottom: each below all that it depends on. Long edges pass
/// through places of their own in the layers between, so that they do not run over nodes.
/// </summary>
internal static class LayeredLayout
{
    private const int OrderingSweeps = 12;
    private const int PlacingSweeps = 16;
    private const double LayerGap = 44;
    private const double LayerDistance = GraphLayout.NodeHeight + LayerGap;
    private const double NodeDistance = GraphLayout.NodeWidth + 14;
    private const double BendDistance = 12;
    private const double Margin = 16;

    /// <param name="dependencies">For each node the nodes that it depends on, all by number.</param>
    public static GraphLayout Compute(IReadOnlyList<IReadOnlyList<int>> dependencies)
    {
        var edges = Reduce(dependencies);
        var layers = AssignLayers(edges);
        var (places, chains) = Expand(edges, layers);
        var rows = Order(places);
        var x = Place(rows, places);
        var left = rows.Count == 0 ? 0 : x.Min();
        ImmutableArray<GraphPoint> nodes = [.. Enumerable.Range(0, edges.Count).Select(n => Point(n))];
        var width = rows.Count == 0 ? 0 : x.Max() - left + GraphLayout.NodeWidth + (2 * Margin);
        return new GraphLayout(
            nodes,
            [.. chains.Select(c => new GraphEdge(c.From, c.To, [.. c.Bends.Select(Point)]))],
            width,
            rows.Count == 0 ? 0 : (rows.Count * LayerDistance) - LayerGap + (2 * Margin));

        // The middle of a node, or the bend of an edge.
        GraphPoint Point(int place) =>
            new(Margin + x[place] - left + (GraphLayout.NodeWidth / 2), Margin + (places[place].Layer * LayerDistance) + (GraphLayout.NodeHeight / 2));
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
        var rows = Enumerable.Range(0, places.Count == 0 ? 0 : places.Max(p => p.Layer) + 1).Select(_ => new List<int>()).ToList();
        for (var place = 0; place < places.Count; place++)
        {
            rows[places[place].Layer].Add(place);
        }

        var position = new double[places.Count];
        Number();
        for (var sweep = 0; sweep < OrderingSweeps; sweep++)
        {
            var forward = sweep % 2 == 0;
            foreach (var row in forward ? rows : Enumerable.Reverse(rows))
            {
                var sorted = row.OrderBy(place => Mean(forward ? places[place].Before : places[place].After, position, position[place])).ToList();
                row.Clear();
                row.AddRange(sorted);
                Number();
            }
        }

        return rows;

        void Number()
        {
            foreach (var row in rows)
            {
                for (var i = 0; i < row.Count; i++)
                {
                    position[row[i]] = i;
                }
            }
        }
    }

    /// <summary>Moves each place towards its neighbours, as far as those beside it and the width of the widest row allow.</summary>
    private static double[] Place(List<List<int>> rows, List<Spot> places)
    {
        var x = new double[places.Count];
        var half = rows.Count == 0 ? 0 : rows.Max(row => Width(row, places)) / 2;
        foreach (var row in rows)
        {
            Settle(row, places, x, _ => 0, half);
        }

        for (var sweep = 0; sweep < PlacingSweeps; sweep++)
        {
            var forward = sweep % 2 == 0;
            foreach (var row in forward ? rows : Enumerable.Reverse(rows))
            {
                Settle(row, places, x, place => Mean([.. places[place].Before, .. places[place].After], x, x[place]), half);
            }
        }

        return x;
    }

    private static void Settle(List<int> row, List<Spot> places, double[] x, Func<int, double> wanted, double half)
    {
        var wishes = row.Select(wanted).ToArray();
        var lowest = new double[row.Count];
        var highest = new double[row.Count];
        for (var i = 0; i < row.Count; i++)
        {
            lowest[i] = i == 0 ? wishes[0] : Math.Max(wishes[i], lowest[i - 1] + Distance(places, row[i - 1], row[i]));
        }

        for (var i = row.Count - 1; i >= 0; i--)
        {
            highest[i] = i == row.Count - 1 ? wishes[i] : Math.Min(wishes[i], highest[i + 1] - Distance(places, row[i], row[i + 1]));
        }

        // Between the ends no place may come closer to one of them than those before it need.
        var fromLeft = -half;
        var toRight = half - Width(row, places);
        for (var i = 0; i < row.Count; i++)
        {
            var step = i == 0 ? 0 : Distance(places, row[i - 1], row[i]);
            fromLeft += step;
            toRight += step;
            x[row[i]] = Math.Clamp((lowest[i] + highest[i]) / 2, fromLeft, Math.Max(fromLeft, toRight));
        }
    }

    private static double Width(List<int> row, List<Spot> places) =>
        row.Zip(row.Skip(1), (left, right) => Distance(places, left, right)).Sum();

    private static double Distance(List<Spot> places, int left, int right) => places[left].IsBend && places[right].IsBend
        ? BendDistance
        : places[left].IsBend || places[right].IsBend ? (NodeDistance + BendDistance) / 2 : NodeDistance;

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
