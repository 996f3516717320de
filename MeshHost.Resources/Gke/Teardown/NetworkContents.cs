namespace MeshHost.Resources.Gke;

/// <summary>What is in a cluster's network besides our own parts.</summary>
/// <param name="Leftovers">What GKE has made for the cluster, in the order in which it can be deleted.</param>
/// <param name="Foreign">What others have put there: it stands in the way of deleting the network, and is never touched.</param>
internal sealed record NetworkContents(IReadOnlyList<Leftover> Leftovers, IReadOnlyList<string> Foreign)
{
    /// <summary>Foreign parts, and what Google has named as the one in the way if that is neither ours nor GKE's: waiting would not help.</summary>
    /// <param name="detail">Google's message, for example <c>... is already being used by 'projects/p/global/routes/r'</c>.</param>
    /// <param name="cluster">Name of the cluster, with which the names of our own parts begin.</param>
    public IReadOnlyList<string> InTheWay(string detail, string cluster)
    {
        const string Phrase = "already being used by '";
        var start = detail.IndexOf(Phrase, StringComparison.Ordinal);
        if (start < 0)
        {
            return Foreign;
        }

        var path = detail[(start + Phrase.Length)..].Split('\'')[0];
        var name = path[(path.LastIndexOf('/') + 1)..];
        var passes = name.StartsWith(cluster + "-", StringComparison.Ordinal) || name.StartsWith("k8s", StringComparison.Ordinal)
            || name.StartsWith("gke", StringComparison.Ordinal) || Leftovers.Any(l => l.Name == name) || Foreign.Any(f => f.Contains($"'{name}'", StringComparison.Ordinal));
        return passes ? Foreign : [.. Foreign, $"{(path.Split('/') is [.., var kind, _] ? kind : "resource")} '{name}'"];
    }
}
