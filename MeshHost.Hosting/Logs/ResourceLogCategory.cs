namespace MeshHost.Hosting.Logs;

/// <summary>The categories under which the host's loggers receive what resources write.</summary>
internal static class ResourceLogCategory
{
    public const string Prefix = "MeshHost.Resource";

    public static string Of(string resourceName) => $"{Prefix}.{resourceName}";

    public static string? FindResourceName(string? category) =>
        category?.StartsWith(Prefix + ".", StringComparison.Ordinal) == true ? category[(Prefix.Length + 1)..] : null;
}
