using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.CommandLine;
using MeshHost.Tests.Hosting;
using MeshHost.Tests.Resources.Lifecycle;

namespace MeshHost.Tests.Pipelines;

/// <summary>Runs Aspire's pipelines in this process, with a home of their own. No orchestrator is started for them.</summary>
public abstract class PipelineTest : IDisposable
{
    internal DirectoryInfo Home { get; } = Directory.CreateTempSubdirectory("meshhost-pipeline-");

    public void Dispose()
    {
        Home.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A builder as the entry point makes it, of a pipeline that ends with the step.</summary>
    internal IDistributedApplicationBuilder CreateBuilder(string step, params string[] args) => DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        Args = ["--operation=publish", $"--step={step}", $"--ASPIRE_HOME={Home.FullName}", .. args],
        AssemblyName = "MeshHost.AppHost",
    });

    /// <summary>Runs the pipeline; what it prints is one text.</summary>
    internal static async Task<(int Exit, string Text)> RunUntilAsync(IDistributedApplicationBuilder builder, string[] args, CancellationToken cancellationToken)
    {
        using var text = new StringWriter();
        var writer = TextWriter.Synchronized(text);
        var exit = await CommandLineBuilderExtensions.RunCommandAsync(builder, CommandArguments.Normalize(args), new CommandConsole(writer, writer), cancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        return (exit, text.ToString());
    }

    internal static Task<(int Exit, string Text)> RunAsync(IDistributedApplicationBuilder builder, params string[] args) =>
        RunUntilAsync(builder, args, TestContext.Current.CancellationToken);

    internal static IResourceBuilder<Widget> Add(
        IDistributedApplicationBuilder builder, string name, ScriptedLifecycle lifecycle, params IResourceBuilder<Widget>[] dependencies)
    {
        var widget = builder.AddResource(new Widget(name)).WithLifecycle(lifecycle);
        foreach (var dependency in dependencies)
        {
            widget.WaitFor(dependency);
        }

        return widget;
    }
}
