namespace MeshHost.Kubernetes;

/// <summary>Which objects a list returns, and in what portions.</summary>
public sealed record ListOptions
{
    /// <summary>Gets the label selector, such as <c>app=reviews,version!=v1</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Gets the field selector, such as <c>metadata.name=reviews</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Gets the number of objects asked for at a time; all pages are read. Default: 500.</summary>
    public int PageSize { get; init; } = 500;
}
