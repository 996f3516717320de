using System.Reflection;
using Aspire.Hosting;

namespace MeshHost.Tests.Hosting;

public class PublicApiTests
{
    [Fact]
    public void Every_public_member_in_an_Aspire_namespace_is_in_Aspires_public_api()
    {
        var facts = FactsFile("aspire-api.txt");
        Assert.SkipUnless(facts is not null, "The list of Aspire's public members (aspire-api.txt) is not on this machine.");
        var known = File.ReadLines(facts).ToHashSet(StringComparer.Ordinal);
        var unknown = typeof(DistributedApplication).Assembly.GetExportedTypes()
            .Where(t => t.Namespace?.StartsWith("Aspire.", StringComparison.Ordinal) == true)
            .SelectMany(DocumentationIds.Of)
            .Where(id => !known.Contains(id))
            .Order(StringComparer.Ordinal)
            .ToArray();
        Assert.True(unknown.Length == 0, "Not in Aspire.Hosting 13.5.2:" + Environment.NewLine + string.Join(Environment.NewLine, unknown));
    }

    /// <summary>
    /// What is compiled against our host is compiled against Aspire's by <c>-p:MeshHostHosting=aspire</c>: the names and signatures must be there.
    /// </summary>
    [Theory]
    [InlineData("MeshHost.Resources", "M:Aspire.Hosting.ApplicationModel.ResourceNotificationService.PublishUpdateAsync(")]
    [InlineData("MeshHost.Emulator", "T:Aspire.Hosting.DistributedApplicationException")]
    [InlineData("MeshHost.AppHost", "M:Aspire.Hosting.DistributedApplication.CreateBuilder(System.String[])")]
    public void Everything_that_the_resources_and_the_AppHost_use_of_the_host_is_in_Aspires_public_api(string assembly, string witness)
    {
        var facts = FactsFile("aspire-api.txt");
        Assert.SkipUnless(facts is not null, "The list of Aspire's public members (aspire-api.txt) is not on this machine.");
        var known = File.ReadLines(facts).ToHashSet(StringComparer.Ordinal);

        var used = ReferencedMembers.Of(Assembly.Load(assembly), typeof(DistributedApplication).Assembly.GetName().Name!);

        Assert.Contains(used, id => id.StartsWith(witness, StringComparison.Ordinal));
        var unknown = used.Where(id => !known.Contains(id)).ToArray();
        Assert.True(unknown.Length == 0, $"{assembly} uses what Aspire.Hosting 13.5.2 lacks:" + Environment.NewLine + string.Join(Environment.NewLine, unknown));
    }

    [Fact]
    public void Everything_else_that_is_public_is_in_a_namespace_of_MeshHost()
    {
        var others = typeof(DistributedApplication).Assembly.GetExportedTypes()
            .Where(t => t.Namespace?.StartsWith("Aspire.", StringComparison.Ordinal) != true
                && t.Namespace?.StartsWith("MeshHost.Hosting", StringComparison.Ordinal) != true)
            .Select(t => t.FullName);
        Assert.Empty(others);
    }

    private static string? FactsFile(string name)
    {
        if (Environment.GetEnvironmentVariable("MESHHOST_FACTS") is { Length: > 0 } folder)
        {
            return Existing(Path.Combine(folder, name));
        }

        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "MeshHost.sln")))
            {
                return Existing(Path.Combine(directory.FullName, "..", "shared", "facts", name));
            }
        }

        return null;

        static string? Existing(string path) => File.Exists(path) ? path : null;
    }
}
