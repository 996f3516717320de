using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Planning;
using MeshHost.Lifecycle.Removal;
using MeshHost.Lifecycle.Running;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Lifecycle.Commands;

/// <summary>The commands that every resource with a lifecycle offers on the dashboard.</summary>
internal static class LifecycleCommandExtensions
{
    public const string ProvisionCommand = "meshhost-provision";

    public const string DiffCommand = "meshhost-diff";

    public const string VerifyCommand = "meshhost-verify";

    public const string ManifestCommand = "meshhost-manifest";

    public const string DestroyCommand = "meshhost-destroy";

    public static IResourceBuilder<T> WithLifecycleCommands<T>(this IResourceBuilder<T> builder, LifecycleAdapter lifecycle)
        where T : IResource
    {
        var name = builder.Resource.Name;
        builder
            .WithCommand(ProvisionCommand, "Provision again", context => WhenIdleAsync(context, name, ProvisionAsync), new CommandOptions
            {
                Description = "Converges the resource to its declared state, then everything that was not tried because of it.",
                IconName = "ArrowSync",
                UpdateState = WhenIdle,
            })
            .WithCommand(DiffCommand, "Show diff", context => WhenIdleAsync(context, name, DiffAsync), new CommandOptions
            {
                Description = "Shows what provisioning would change, without changing anything.",
                IconName = "DocumentSearch",
                UpdateState = WhenIdle,
            })
            .WithCommand(VerifyCommand, "Verify", context => WhenIdleAsync(context, name, VerifyAsync), new CommandOptions
            {
                Description = "Asks now whether the resource is there, as declared and healthy.",
                IconName = "CheckmarkCircle",
                UpdateState = WhenIdle,
            });
        if (lifecycle.HasRendering)
        {
            builder.WithCommand(ManifestCommand, "View manifest", context => WhenIdleAsync(context, name, RenderAsync), new CommandOptions
            {
                Description = "Shows the Kubernetes objects of the resource as they are applied, without the values of Secrets.",
                IconName = "DocumentCode",
                UpdateState = WhenIdle,
            });
        }

        return builder
            .WithCommand(DestroyCommand, "Destroy", context => WhenIdleAsync(context, name, DestroyAsync), new CommandOptions
            {
                Description = "Removes the resource and everything that depends on it, in reverse order.",
                ConfirmationMessage = $"Remove '{name}' and everything that depends on it? This cannot be undone.",
                IconName = "Delete",
                UpdateState = WhenIdle,
            });
    }

    private static ResourceCommandState WhenIdle(UpdateCommandStateContext context) =>
        IsBusy(context.ResourceSnapshot.State?.Text) ? ResourceCommandState.Disabled : ResourceCommandState.Enabled;

    private static bool IsBusy(string? state) =>
        state == KnownResourceStates.Starting || state == KnownResourceStates.Waiting || state == KnownResourceStates.Stopping;

    // The host shows a disabled command as such but would still run it when asked by name: the refusal is here.
    private static Task<ExecuteCommandResult> WhenIdleAsync(
        ExecuteCommandContext context, string name, Func<ExecuteCommandContext, LifecycleNode, Task<ExecuteCommandResult>> run)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        if (notifications.TryGetCurrentState(name, out var current) && IsBusy(current.Snapshot.State?.Text))
        {
            return Task.FromResult(CommandResults.Failure($"'{name}' is {current.Snapshot.State?.Text}. Wait until it has ended, then try again."));
        }

        return run(context, context.Services.GetRequiredService<LifecycleGraph>().Find(name)!);
    }

    private static async Task<ExecuteCommandResult> ProvisionAsync(ExecuteCommandContext context, LifecycleNode node)
    {
        var outcomes = await context.Services.GetRequiredService<Rollout>().RunAgainAsync(node).ConfigureAwait(false);
        if (outcomes is [{ Status: not NodeStatus.Healthy } only])
        {
            return CommandResults.Failure(only.Cause ?? only.Status.ToString());
        }

        var failed = outcomes.Where(o => o.Status is not NodeStatus.Healthy).ToList();
        return failed.Count == 0
            ? CommandResults.Success()
            : CommandResults.Failure($"'{node.Name}' is ready, but: {string.Join("; ", failed.Select(f => $"'{f.Name}': {f.Cause}"))}");
    }

    private static async Task<ExecuteCommandResult> DiffAsync(ExecuteCommandContext context, LifecycleNode node)
    {
        var plans = await context.Services.GetRequiredService<Planner>().PlanAsync([node], context.CancellationToken).ConfigureAwait(false);
        return plans is [{ Problem: { } problem }]
            ? CommandResults.Failure(problem)
            : CommandResults.Success($"Plan of '{node.Name}'", PlanText.Format(plans), CommandResultFormat.Text);
    }

    private static async Task<ExecuteCommandResult> VerifyAsync(ExecuteCommandContext context, LifecycleNode node)
    {
        var runner = context.Services.GetRequiredService<NodeRunner>();
        var result = await runner.RunAsync(node, node.Lifecycle.HasVerification ? NodeIntent.Verify : NodeIntent.Check, context.CancellationToken).ConfigureAwait(false);
        return result.Succeeded
            ? CommandResults.Success(result.Health?.Description is { Length: > 0 } description ? $"Healthy: {description}" : "Healthy")
            : CommandResults.Failure(result.Outcome.Cause ?? result.Outcome.Status.ToString());
    }

    private static async Task<ExecuteCommandResult> RenderAsync(ExecuteCommandContext context, LifecycleNode node)
    {
        var result = await context.Services.GetRequiredService<NodeRunner>().RunAsync(node, NodeIntent.Render, context.CancellationToken).ConfigureAwait(false);
        return result.Manifest is { } manifest
            ? CommandResults.Success($"Manifest of '{node.Name}'", manifest.MaskedYaml, CommandResultFormat.Text, displayImmediately: true)
            : CommandResults.Failure(result.Outcome.Cause ?? "there is no manifest");
    }

    private static async Task<ExecuteCommandResult> DestroyAsync(ExecuteCommandContext context, LifecycleNode node)
    {
        var graph = context.Services.GetRequiredService<LifecycleGraph>();
        var result = await context.Services.GetRequiredService<NodeTearDown>()
            .RunAsync(graph.WithDependants([node]), context.CancellationToken).ConfigureAwait(false);
        return result.Succeeded ? CommandResults.Success() : CommandResults.Failure(result.Describe());
    }
}
