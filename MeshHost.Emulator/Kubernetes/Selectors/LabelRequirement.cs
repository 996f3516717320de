namespace MeshHost.Emulator.Kubernetes.Selectors;

/// <summary>One condition on a label: In, NotIn, Exists or DoesNotExist, with = and != as In and NotIn.</summary>
internal sealed record LabelRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    public bool Matches(string? value) => Operator switch
    {
        "In" => value is not null && Values.Contains(value),
        "NotIn" => value is null || !Values.Contains(value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => Compare(value) > 0,
        "Lt" => Compare(value) < 0,
        _ => false,
    };

    private int Compare(string? value) =>
        long.TryParse(value, out var left) && Values.Count > 0 && long.TryParse(Values[0], out var right) ? left.CompareTo(right) : 0;
}
