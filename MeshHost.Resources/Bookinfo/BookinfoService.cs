namespace MeshHost.Resources.Bookinfo;

/// <summary>One of Bookinfo's services.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Versions">The versions that are deployed, each as a Deployment of its own.</param>
internal sealed record BookinfoService(string Name, IReadOnlyList<string> Versions)
{
    /// <summary>The port that every service listens on.</summary>
    public const int Port = 9080;

    /// <summary>The version of the images, that of Istio's samples for 1.29.</summary>
    public const string ImageVersion = "1.20.3";

    public static BookinfoService Details { get; } = new("details", ["v1"]);

    public static BookinfoService Ratings { get; } = new("ratings", ["v1"]);

    public static BookinfoService Reviews { get; } = new("reviews", ["v1", "v2", "v3"]);

    public static BookinfoService ProductPage { get; } = new("productpage", ["v1"]);

    public static IReadOnlyList<BookinfoService> All { get; } = [Details, Ratings, Reviews, ProductPage];
}
