using Aspire.Hosting;
using MeshHost.Tests.Resources.Lifecycle;

namespace MeshHost.Tests.Pipelines;

/// <summary>Parameters in pipelines: refused together before the first write, and not kept where they do not belong.</summary>
public sealed class PipelineParameterTests : PipelineTest
{
    private const string StateFolder = "pipeline-tests";

    [Theory]
    [InlineData("deploy")]
    [InlineData("destroy")]
    [InlineData("publish")]
    [InlineData("provision-widget")]
    public async Task Wrong_and_missing_ones_are_refused_in_one_report(string step)
    {
        var builder = CreateBuilder(step, "--Parameters:colour=mauve");
        var widget = new ScriptedLifecycle((_, _) => Task.CompletedTask);
        Add(builder, "widget", widget)
            .WithParameterRule(builder.AddParameter("colour").Resource, value => value == "red" ? null : $"'{value}' is not red.")
            .WithParameterRule(builder.AddParameter("size").Resource, _ => null)
            .WithParameterRule(builder.AddParameter("unneeded").Resource, _ => null, () => false);

        var (exit, text) = await RunAsync(builder);

        Assert.Equal(1, exit);
        Assert.Matches(
            @"failed  check-parameters \(.* s\): The parameter 'colour': 'mauve' is not red\.\s+The parameter 'size' has no value\. Set it with --Parameters:size=VALUE\.", text);
        Assert.DoesNotContain("unneeded", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.Equal((0, 0), (widget.Provisions, widget.Destroyed.Count));
        Assert.Empty(StateFiles());
    }

    [Fact]
    public async Task What_the_configuration_gives_is_not_remembered()
    {
        var builder = CreateBuilder("deploy", "--Parameters:colour=red", "--Parameters:key=s3cret-of-tests");
        Add(builder, "widget", new ScriptedLifecycle())
            .WithParameterRule(builder.AddParameter("colour").Resource, _ => null)
            .WithParameterRule(builder.AddParameter("key", secret: true).Resource, _ => null);

        var (exit, text) = await RunAsync(builder);

        Assert.Equal(0, exit);
        Assert.DoesNotContain("s3cret-of-tests", text, StringComparison.Ordinal);
        Assert.DoesNotContain("saved", text, StringComparison.Ordinal);
        Assert.All(StateFiles(), file => Assert.DoesNotMatch("red|s3cret-of-tests", File.ReadAllText(file)));
    }

    [Fact]
    public async Task What_is_given_now_wins_over_a_remembered_answer()
    {
        var path = Path.Combine(Home.FullName, "deployments", StateFolder, "production.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, """{ "Parameters:colour": "green", "Parameters:size": "large" }""", TestContext.Current.CancellationToken);
        var builder = CreateBuilder("deploy", $"--AppHostSha={StateFolder}", "--Parameters:colour=red");
        var (colour, size) = (builder.AddParameter("colour"), builder.AddParameter("size"));
        string?[] seen = [];
        Add(builder, "widget", new ScriptedLifecycle(async (_, context) =>
            seen = [await colour.Resource.GetValueAsync(context.CancellationToken), await size.Resource.GetValueAsync(context.CancellationToken)]));

        var (exit, text) = await RunAsync(builder);

        Assert.True(exit == 0, text);
        Assert.Equal(["red", "large"], seen);
    }

    private IEnumerable<string> StateFiles() => Home.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => f.FullName);
}
