using System.Globalization;
using System.Text;

namespace MeshHost.Resources.Rollout;

/// <summary>How a whole rollout ended.</summary>
/// <param name="Nodes">How each node ended, in the order of the model.</param>
/// <param name="Duration">From the start of the host to the end of the last node.</param>
public sealed record RolloutResult(IReadOnlyList<NodeOutcome> Nodes, TimeSpan Duration)
{
    /// <summary>Gets a value indicating whether every node is healthy.</summary>
    public bool Succeeded => Nodes.All(n => n.Status == NodeStatus.Healthy);

    /// <summary>Says in a few lines what failed, why, and what was not tried because of it.</summary>
    /// <returns>The text, without a final newline.</returns>
    public string Describe()
    {
        if (Succeeded)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Nodes.Count} nodes healthy in {Duration.TotalSeconds:0.0} s");
        }

        var text = new StringBuilder();
        foreach (var node in Nodes.Where(n => n.Status == NodeStatus.Failed))
        {
            text.Append(CultureInfo.InvariantCulture, $"'{node.Name}' failed: {node.Cause}\n");
        }

        foreach (var node in Nodes.Where(n => n.Status == NodeStatus.Interrupted))
        {
            text.Append(CultureInfo.InvariantCulture, $"'{node.Name}' was interrupted: {node.Cause}\n");
        }

        var blocked = Nodes.Where(n => n.Status == NodeStatus.Blocked).Select(n => n.Name).ToList();
        if (blocked.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"not tried because of that: {string.Join(", ", blocked)}\n");
        }

        return text.ToString().TrimEnd('\n');
    }
}
