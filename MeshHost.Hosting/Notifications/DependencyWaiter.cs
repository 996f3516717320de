using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Notifications;

/// <summary>Waits for what a resource was declared to wait for, and shows on the resource what is still awaited.</summary>
internal sealed partial class DependencyWaiter(
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    WaitBehavior defaultBehavior)
{
    public async Task WaitAsync(IResource resource, CancellationToken cancellationToken)
    {
        WaitAnnotation[] waits = [.. resource.Annotations.OfType<WaitAnnotation>().Where(w => w.Resource is not IResourceWithoutLifetime)];
        if (waits.Length == 0)
        {
            return;
        }

        var logger = loggers.GetLogger(resource);
        var pending = new PendingDependencies(notifications, resource, waits);
        await pending.ShowAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(waits.Select(WaitOneAsync)).ConfigureAwait(false);
        }
        finally
        {
            await pending.ClearAsync().ConfigureAwait(false);
        }

        async Task WaitOneAsync(WaitAnnotation wait)
        {
            var target = DescribeTarget(wait.WaitType);
            Log.Waiting(logger, wait.Resource.Name, target);
            await WaitForAsync(resource, wait, cancellationToken).ConfigureAwait(false);
            Log.Finished(logger, wait.Resource.Name);
            await pending.RemoveAsync(wait).ConfigureAwait(false);
        }
    }

    private async Task WaitForAsync(IResource resource, WaitAnnotation wait, CancellationToken cancellationToken)
    {
        if (wait.WaitType == WaitType.WaitForCompletion)
        {
            await WaitForCompletionAsync(resource, wait, cancellationToken).ConfigureAwait(false);
            return;
        }

        await WaitUntilAsync(resource, wait, IsRunning, "to be running", cancellationToken).ConfigureAwait(false);
        if (wait.WaitType == WaitType.WaitUntilStarted)
        {
            return;
        }

        if (wait.Resource.HasAnnotationOfType<HealthCheckAnnotation>())
        {
            await WaitUntilAsync(
                resource, wait, e => e.Snapshot.HealthStatus == HealthStatus.Healthy, "to be healthy", cancellationToken).ConfigureAwait(false);
        }

        var ready = await WaitUntilAsync(
            resource, wait, e => e.Snapshot.ResourceReadyEvent is not null, "to be ready", cancellationToken).ConfigureAwait(false);
        await ready.Snapshot.ResourceReadyEvent!.EventTask.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for a state of the dependency; fails when the dependency does, unless the wait is declared to go on then.</summary>
    private async Task<ResourceEvent> WaitUntilAsync(
        IResource resource,
        WaitAnnotation wait,
        Func<ResourceEvent, bool> reached,
        string expectation,
        CancellationToken cancellationToken)
    {
        var stopOnFailure = (wait.WaitBehavior ?? defaultBehavior) == WaitBehavior.StopOnResourceUnavailable;
        var resourceEvent = await notifications.WaitAsync(
            wait.Resource.Name,
            e => reached(e) || (stopOnFailure && ResourceFailure.Describe(e.Snapshot) is not null),
            expectation,
            cancellationToken).ConfigureAwait(false);

        return reached(resourceEvent)
            ? resourceEvent
            : throw StoppedWaiting(resource, wait.Resource, ResourceFailure.Describe(resourceEvent.Snapshot));
    }

    private async Task WaitForCompletionAsync(IResource resource, WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var completed = await notifications.WaitAsync(
            wait.Resource.Name,
            e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text, StringComparer.OrdinalIgnoreCase),
            "to complete",
            cancellationToken).ConfigureAwait(false);

        var snapshot = completed.Snapshot;
        if (string.Equals(snapshot.State?.Text, KnownResourceStates.FailedToStart, StringComparison.OrdinalIgnoreCase))
        {
            throw StoppedWaiting(resource, wait.Resource, ResourceFailure.Describe(snapshot));
        }

        if (snapshot.ExitCode is { } exitCode && exitCode != wait.ExitCode)
        {
            throw StoppedWaiting(
                resource,
                wait.Resource,
                string.Create(CultureInfo.InvariantCulture, $"completed with exit code {exitCode}, expected exit code {wait.ExitCode}"));
        }
    }

    private static bool IsRunning(ResourceEvent e) =>
        string.Equals(e.Snapshot.State?.Text, KnownResourceStates.Running, StringComparison.OrdinalIgnoreCase);

    private static DistributedApplicationException StoppedWaiting(IResource resource, IResource dependency, string? reason) =>
        new($"Resource '{resource.Name}' stopped waiting for dependency resource '{dependency.Name}' because it {reason}.");

    private static string DescribeTarget(WaitType waitType) => waitType switch
    {
        WaitType.WaitForCompletion => "complete",
        WaitType.WaitUntilStarted => "start",
        _ => "become healthy",
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for resource '{DependencyName}' to {Target}.")]
        public static partial void Waiting(ILogger logger, string dependencyName, string target);

        [LoggerMessage(Level = LogLevel.Information, Message = "Finished waiting for resource '{DependencyName}'.")]
        public static partial void Finished(ILogger logger, string dependencyName);
    }
}
