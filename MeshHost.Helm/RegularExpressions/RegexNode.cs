namespace MeshHost.Helm.RegularExpressions;

/// <summary>A node of an expression.</summary>
internal sealed record RegexNode(RegexNodeKind Kind)
{
    public static RegexNode Empty { get; } = new(RegexNodeKind.Empty);

    public CharacterSet? Set { get; init; }

    public IReadOnlyList<RegexNode> Children { get; init; } = [];

    public int Minimum { get; init; }

    /// <summary>The most repetitions; -1 for any number.</summary>
    public int Maximum { get; init; }

    public bool IsGreedy { get; init; }

    public int Group { get; init; }

    public string GroupName { get; init; } = "";
}
