namespace MeshHost.Kubernetes.Apply;

/// <summary>The order in which the kinds of a set are applied and deleted.</summary>
public interface IApplyOrder
{
    /// <summary>Ranks a kind for an apply: lower ranks come first, equal ones together.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The rank.</returns>
    int RankOf(GroupVersionKind kind);

    /// <summary>Ranks a kind for a deletion: lower ranks go first, equal ones together.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The rank.</returns>
    int DeletionRankOf(GroupVersionKind kind);
}
