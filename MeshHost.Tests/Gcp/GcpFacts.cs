namespace MeshHost.Tests.Gcp;

/// <summary>Google's discovery documents and the bodies that realise the how-to, which are kept beside the repository.</summary>
internal static class GcpFacts
{
    public static string Discovery(string document) => Find(Path.Combine("gcp-discovery", document));

    public static string Desired(string body) => Find(Path.Combine("gcp-desired", body));

    private static string Find(string relative)
    {
        var root = Environment.GetEnvironmentVariable("MESHHOST_FACTS") ?? Above();
        var path = root is null ? null : Path.Combine(root, relative);
        Assert.SkipUnless(path is not null && File.Exists(path), $"'{relative}' is not there: set MESHHOST_FACTS to the folder of facts.");
        return path!;
    }

    private static string? Above()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MeshHost.sln")))
            {
                return Path.Combine(folder.Parent!.FullName, "shared", "facts");
            }
        }

        return null;
    }
}
