using MeshHost.Hosting.ConsoleView;
using MeshHost.Hosting.Dashboard.Live;
using MeshHost.Hosting.Dashboard.Pages;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Hosting.Dashboard.Resources;

/// <summary>Which resources a person wants to see.</summary>
/// <param name="Text">Words that must all be in the name, type, state or reason.</param>
/// <param name="Phase">How far the resource has got; <see langword="null"/> for any.</param>
/// <param name="Health">The health; <see langword="null"/> for any.</param>
internal sealed record ResourceFilter(string Text, RolloutPhase? Phase, HealthStatus? Health)
{
    public bool IsEmpty => Text.Length == 0 && Phase is null && Health is null;

    public static ResourceFilter Read(PageRequest request) => new(
        request["q"],
        Enum.TryParse<RolloutPhase>(request["phase"], ignoreCase: true, out var phase) ? phase : null,
        Enum.TryParse<HealthStatus>(request["health"], ignoreCase: true, out var health) ? health : null);

    public bool Matches(ResourceView view) =>
        (Phase is null || view.Phase == Phase)
        && (Health is null || view.Row.Health == Health)
        && Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => Contains(view.Row, word));

    private static bool Contains(RolloutRow row, string word) =>
        new[] { row.Name, row.ResourceType, row.State, row.Activity, row.HealthProblem }
            .Any(text => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true);
}
