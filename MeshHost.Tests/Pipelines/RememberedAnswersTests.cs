#pragma warning disable ASPIREPIPELINES002 // The deployment state is marked as experimental, and there is no other way to keep secrets out of it.

using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using MeshHost.Tests.Resources.Lifecycle;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Pipelines;

/// <summary>The deployment state's file, after what Aspire does when a person has answered.</summary>
public sealed class RememberedAnswersTests : PipelineTest
{
    [Theory]
    [InlineData("size", "large", true)]
    [InlineData("size", "refused", false)]
    [InlineData("key", "s3cret-of-tests", false)]
    [InlineData("colour", "red", false)]
    [InlineData("colour", "blue", true)]
    public async Task Only_answers_that_are_no_secret_and_not_refused_are_kept(string parameter, string value, bool kept)
    {
        var builder = CreateBuilder("deploy", "--Parameters:colour=red");
        builder.AddParameter("colour");
        builder.AddParameter("key", secret: true);
        Add(builder, "widget", new ScriptedLifecycle())
            .WithParameterRule(builder.AddParameter("size").Resource, v => v == "refused" ? "no such size." : null);
        await using var application = builder.Build();
        var state = application.Services.GetRequiredService<IDeploymentStateManager>();

        await SaveAsync(state, "Other", "of another library");
        await SaveAsync(state, $"Parameters:{parameter}", value);

        Assert.StartsWith(Home.FullName, state.StateFilePath, StringComparison.Ordinal);
        var texts = Home.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => File.ReadAllText(f.FullName)).ToList();
        Assert.Contains(texts, t => t.Contains("of another library", StringComparison.Ordinal));
        Assert.Equal(kept, texts.Any(t => t.Contains(value, StringComparison.Ordinal)));
    }

    private static async Task SaveAsync(IDeploymentStateManager state, string name, string value)
    {
        var section = await state.AcquireSectionAsync(name, TestContext.Current.CancellationToken);
        section.SetValue(value);
        await state.SaveSectionAsync(section, TestContext.Current.CancellationToken);
    }
}
