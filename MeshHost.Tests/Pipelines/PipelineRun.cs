using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using MeshHost.Resources.Pipelines;
using MeshHost.Tests.AppHost;

namespace MeshHost.Tests.Pipelines;

/// <summary>Runs the steps of an application as Aspire's pipelines do: each when those that it depends on have succeeded.</summary>
internal sealed class PipelineRun(DistributedApplication application) : IReportingStep
{
    public ConcurrentQueue<string> Completed { get; } = new();

    public ConcurrentDictionary<string, Exception> Failed { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs what is required by a well-known step.</summary>
    public async Task RunAsync(string target)
    {
        var steps = MeshWorld.Model(application).Resources
            .SelectMany(r => NodePipelineSteps.Create(r, application.Services))
            .Where(s => s.RequiredBySteps.Contains(target))
            .ToDictionary(s => s.Name, StringComparer.Ordinal);
        var running = new Dictionary<string, Task<bool>>(StringComparer.Ordinal);
        await Task.WhenAll(steps.Keys.Select(Start));

        Task<bool> Start(string name) => running.TryGetValue(name, out var task) ? task : running[name] = RunAsync(steps[name], steps[name].DependsOnSteps.Where(steps.ContainsKey).Select(Start).ToList());
    }

    public Task CompleteAsync(string completionText, CompletionState completionState, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<bool> RunAsync(PipelineStep step, List<Task<bool>> before)
    {
        if (!(await Task.WhenAll(before)).All(succeeded => succeeded))
        {
            return false;
        }

        try
        {
            await step.Action(new PipelineStepContext { Services = application.Services, ReportingStep = this, CancellationToken = TestContext.Current.CancellationToken });
            Completed.Enqueue(step.Name);
            return true;
        }
        catch (DistributedApplicationException exception)
        {
            Failed[step.Name] = exception;
            return false;
        }
    }
}
