namespace MeshHost.Helm.Templating;

/// <summary>Bounds on what one execution may consume: charts are other people's programs.</summary>
internal sealed record TemplateLimits
{
    public static TemplateLimits Default { get; } = new();

    /// <summary>Characters one execution may write, in all nested includes together.</summary>
    public int MaxOutput { get; init; } = 32 * 1024 * 1024;

    /// <summary>Nesting of template calls.</summary>
    public int MaxDepth { get; init; } = 10_000;

    /// <summary>Nesting of one name through <c>include</c>, as Helm limits it.</summary>
    public int MaxIncludes { get; init; } = 1000;

    /// <summary>Actions one execution may perform.</summary>
    public long MaxSteps { get; init; } = 20_000_000;

    /// <summary>Bytes one execution may allocate, whether or not it keeps them: what it holds is at most that.</summary>
    public long MaxAllocated { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Elements a function may put into one list, and the iterations of a range over an integer.</summary>
    public const int MaxElements = 1_000_000;

    /// <summary>Characters a function may put into one string.</summary>
    public const int MaxString = 32 * 1024 * 1024;

    /// <summary>Nesting of values and of syntax.</summary>
    public const int MaxNesting = 1000;
}
