namespace MeshHost.Lifecycle.CommandLine;

/// <summary>Finds the name that somebody who mistyped one may have meant.</summary>
internal static class NearestName
{
    /// <summary>The known name that the fewest changed letters lead to, or <see langword="null"/> when none is near.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        // Up to a third of the letters, and two in a short name: "-folow" is near, "yes" is near to nothing.
        var limit = Math.Max(2, name.Length / 3);
        return known
            .Select(k => (Name: k, Distance: Distance(name.ToUpperInvariant(), k.ToUpperInvariant())))
            .Where(c => c.Distance <= limit && c.Distance < c.Name.Length)
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .Select(c => c.Name)
            .FirstOrDefault();
    }

    // Letters to insert, remove, replace, or swap with their neighbour.
    private static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= to.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[from.Length, to.Length];
    }
}
