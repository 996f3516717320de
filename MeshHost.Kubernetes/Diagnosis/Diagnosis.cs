namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Everything found out about an object that is not ready, the most telling first.</summary>
/// <param name="Findings">The findings.</param>
public sealed record Diagnosis(IReadOnlyList<Finding> Findings)
{
    /// <summary>Returns the findings, one a line.</summary>
    public override string ToString() => string.Join('\n', Findings);
}
