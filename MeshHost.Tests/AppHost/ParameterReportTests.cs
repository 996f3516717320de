using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Tests.Resources.CommandLine;

namespace MeshHost.Tests.AppHost;

/// <summary>Wrong and missing values are refused together, before anything is asked of Google or written there.</summary>
public sealed class ParameterReportTests
{
    /// <summary>The commands that end by themselves. While <c>up</c> stays up a person may answer on the dashboard.</summary>
    public static TheoryData<string> OneShots => ["up --exit", "plan", "status", "down --yes", "render istio-istiod"];

    public static TheoryData<string> Commands => ["up", .. OneShots.Select(c => c.Data)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Everything_wrong_is_in_one_report(string command)
    {
        await using var world = await MeshWorld.StartAsync();
        var builder = world.CreateBuilder();
        builder.Configuration["Parameters:gcp-project"] = "No Project";
        builder.Configuration["Parameters:domain"] = "not_a_domain";
        builder.Configuration["Parameters:acme-email"] = "nobody";
        builder.CreateResourceBuilder(builder.Resources.OfType<GkeClusterResource>().Single()).WithLocation("the moon");

        var (exit, output, error) = await RolledOutMesh.RunAsync(builder, command.Split(' '));

        Assert.Equal(3, exit);
        Assert.Empty(output);
        Assert.All(["'gcp-project'", "'No Project'", "'domain'", "'not_a_domain'", "'acme-email'", "'nobody'", "'the moon'"], part => Assert.Contains(part, error, StringComparison.Ordinal));
        Assert.Empty(world.Google.Requests);
    }

    [Theory]
    [MemberData(nameof(OneShots))]
    public async Task Everything_missing_is_in_one_report_where_no_person_can_answer(string command)
    {
        await using var world = await MeshWorld.StartAsync();
        var builder = world.CreateBuilder();
        foreach (var name in (string[])["gcp-project", "domain", "acme-email"])
        {
            builder.Configuration[$"Parameters:{name}"] = null;
        }

        var (exit, output, error) = await RolledOutMesh.RunAsync(builder, command.Split(' '));

        Assert.Equal(3, exit);
        Assert.Empty(output);
        Assert.All(
            ["gcp-project", "domain", "acme-email"],
            name => Assert.Contains($"The parameter '{name}' has no value. Set it with --Parameters:{name}=VALUE.", error, StringComparison.Ordinal));
        Assert.Empty(world.Google.Requests);
    }

    [Fact]
    public async Task Missing_and_wrong_are_in_the_same_report()
    {
        await using var world = await MeshWorld.StartAsync();
        var builder = world.CreateBuilder();
        builder.Configuration["Parameters:domain"] = null;
        builder.Configuration["Parameters:acme-email"] = "nobody";

        var (exit, _, error) = await RolledOutMesh.RunAsync(builder, "up", "--exit");

        Assert.Equal(3, exit);
        Assert.Contains("The parameter 'domain' has no value.", error, StringComparison.Ordinal);
        Assert.Contains("'nobody'", error, StringComparison.Ordinal);
        Assert.Empty(world.Google.Requests);
    }
}
