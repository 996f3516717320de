using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Rollout;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Lifecycle;

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
        var driver = context.Services.GetRequiredService<LifecycleDriver>();
        var tracker = context.Services.GetRequiredService<RolloutTracker>();
        var graph = context.Services.GetRequiredService<LifecycleGraph>();
        var outcome = await driver.RunAsync(node, waitForDependencies: false).ConfigureAwait(false);
        if (outcome.Status is not NodeStatus.Healthy)
        {
            return CommandResults.Failure(outcome.Cause ?? outcome.Status.ToString());
        }

        // What was not tried because of this node is tried now. Each of them waits for the others by itself.
        var blocked = graph.WithDependants([node])
            .Where(n => tracker.Outcomes.TryGetValue(n.Name, out var o) && o.Status is NodeStatus.Blocked).ToList();
        var outcomes = await Task.WhenAll(blocked.Select(n => driver.RunAsync(n, waitForDependencies: true))).ConfigureAwait(false);
        var failed = outcomes.Where(o => o.Status is not NodeStatus.Healthy).ToList();
        return failed.Count == 0
            ? CommandResults.Success()
            : CommandResults.Failure($"'{node.Name}' is ready, but: {string.Join("; ", failed.Select(f => $"'{f.Name}': {f.Cause}"))}");
    }

    private static async Task<ExecuteCommandResult> DiffAsync(ExecuteCommandContext context, LifecycleNode node)
    {
        var plan = await context.Services.GetRequiredService<Planner>().PlanAsync(node, context.CancellationToken).ConfigureAwait(false);
        return CommandResults.Success($"Plan of '{node.Name}'", PlanText.Format([new NodePlan(node.Name, plan)]), CommandResultFormat.Text);
    }

    private static async Task<ExecuteCommandResult> VerifyAsync(ExecuteCommandContext context, LifecycleNode node)
    {
        var result = await context.Services.GetRequiredService<LifecycleDriver>()
            .RunStepAsync(node, "verify", node.Lifecycle.CheckHealthAsync, context.CancellationToken).ConfigureAwait(false);
        return result.Status is HealthStatus.Healthy
            ? CommandResults.Success(result.Description is { Length: > 0 } description ? $"Healthy: {description}" : "Healthy")
            : CommandResults.Failure(result.Description ?? result.Status.ToString());
    }

    private static async Task<ExecuteCommandResult> RenderAsync(ExecuteCommandContext context, LifecycleNode node)
    {
        var manifest = await context.Services.GetRequiredService<LifecycleDriver>()
            .RunStepAsync(node, "render", step => node.Lifecycle.RenderAsync(step)!, context.CancellationToken).ConfigureAwait(false);
        return CommandResults.Success($"Manifest of '{node.Name}'", ManifestMask.Hide(manifest), CommandResultFormat.Text, displayImmediately: true);
    }

    private static async Task<ExecuteCommandResult> DestroyAsync(ExecuteCommandContext context, LifecycleNode node)
    {
        var graph = context.Services.GetRequiredService<LifecycleGraph>();
        var result = await context.Services.GetRequiredService<TearDown>()
            .RunAsync(graph.WithDependants([node]), context.CancellationToken).ConfigureAwait(false);
        return result.Succeeded ? CommandResults.Success() : CommandResults.Failure(result.Describe());
    }
}
