using System.Globalization;
using System.Text;

namespace MeshHost.Lifecycle.Running;

/// <summary>How a whole rollout ended.</summary>
/// <param name="Nodes">How each node ended, in the order of the model.</param>
/// <param name="Duration">From the start of the host to the end of the last node.</param>
public sealed record RolloutResult(IReadOnlyList<NodeOutcome> Nodes, TimeSpan Duration)
{
    /// <summary>Gets a value indicating whether every node is healthy.</summary>
    public bool Succeeded => Nodes.All(n => n.Status == NodeStatus.Healthy);

    /// <summary>Gets a value indicating whether it was stopped before every node had ended by itself.</summary>
    public bool IsInterrupted => Nodes.Any(n => n.Status == NodeStatus.Interrupted);

    /// <summary>Says in a few lines what failed, why, and what was not tried because of it.</summary>
    /// <returns>The text, without a final newline.</returns>
    public string Describe()
    {
        if (Succeeded)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Nodes.Count} nodes healthy in {Duration.TotalSeconds:0.0} s");
        }

        var text = new StringBuilder();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in Nodes.Where(n => n.Status == NodeStatus.Failed))
        {
            named.Add($"'{node.Name}' failed");
            text.Append(CultureInfo.InvariantCulture, $"'{node.Name}' failed: {node.Cause}\n");
        }

        // What blocks nodes without being a node that failed, such as a parameter: all of it once.
        foreach (var cause in Nodes.Where(n => n.Status == NodeStatus.Blocked && n.Cause is not null && !named.Contains(n.Cause)).Select(n => n.Cause).Distinct())
        {
            text.Append(CultureInfo.InvariantCulture, $"{cause}\n");
        }

        var interrupted = Nodes.Where(n => n.Status == NodeStatus.Interrupted).ToList();
        foreach (var node in interrupted.Where(n => n.Cause is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"'{node.Name}' was interrupted: {node.Cause}\n");
        }

        var notBegun = interrupted.Count(n => n.Cause is null);
        if (interrupted.Count > 0)
        {
            var healthy = Nodes.Count(n => n.Status == NodeStatus.Healthy);
            text.Append(CultureInfo.InvariantCulture, $"interrupted: {healthy} of {Nodes.Count} nodes are healthy, {notBegun} had not begun. Run again to continue.\n");
        }

        var blocked = Nodes.Where(n => n.Status == NodeStatus.Blocked).Select(n => n.Name).ToList();
        if (blocked.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"not tried because of that: {string.Join(", ", blocked)}\n");
        }

        return text.ToString().TrimEnd('\n');
    }
}
