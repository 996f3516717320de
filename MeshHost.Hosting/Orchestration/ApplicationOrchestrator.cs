using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MeshHost.Hosting.Parameters;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Orchestration;

/// <summary>Brings the resources of an application to life: parameters first, then each resource in the order of the model.</summary>
internal sealed partial class ApplicationOrchestrator(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    IDistributedApplicationEventing eventing,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ParameterProcessor parameters,
    ResourceStartGate startGate,
    ResourceUrlProcessor urls,
    InitialSnapshotFactory initialSnapshots,
    IServiceProvider services,
    ILogger<ApplicationOrchestrator> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!executionContext.IsRunMode)
        {
            return;
        }

        if (eventing is DistributedApplicationEventing ownEventing)
        {
            ownEventing.UnobservedFailure = OnUnobservedFailure;
        }

        startGate.Subscribe();
        urls.Subscribe();
        IResource[] resources = [.. model.Resources];
        foreach (var resource in resources)
        {
            await notifications.PublishUpdateAsync(resource, snapshot => initialSnapshots.Create(resource, snapshot)).ConfigureAwait(false);
        }

        parameters.Resolve(resources.OfType<ParameterResource>());
        foreach (var resource in resources)
        {
            await eventing.PublishAsync(
                new InitializeResourceEvent(resource, eventing, loggers, notifications, services),
                EventDispatchBehavior.NonBlockingConcurrent,
                cancellationToken).ConfigureAwait(false);
        }

        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellationToken).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        startGate.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Nobody awaits the handlers that bring a resource to life. When one of them throws, the resource would keep its last state and
    /// everybody who waits for it would hang; so that it is marked as failed here.
    /// </summary>
    private void OnUnobservedFailure(IDistributedApplicationEvent @event, Exception exception)
    {
        if (@event is not IDistributedApplicationResourceEvent { Resource: { } resource })
        {
            Log.HandlerFailed(logger, exception, @event.GetType().Name);
            return;
        }

        Log.ResourceHandlerFailed(loggers.GetLogger(resource), exception, @event.GetType().Name);
        Log.ResourceHandlerFailedOnHost(logger, exception, @event.GetType().Name, resource.Name);
        if (@event is InitializeResourceEvent)
        {
            _ = notifications.PublishUpdateAsync(resource, snapshot => CanFailToStart(snapshot)
                ? snapshot with { State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error) }
                : snapshot);
        }
    }

    private static bool CanFailToStart(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text != KnownResourceStates.Running
        && !KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A handler of event '{EventName}' failed.")]
        public static partial void HandlerFailed(ILogger logger, Exception exception, string eventName);

        [LoggerMessage(Level = LogLevel.Error, Message = "A handler of event '{EventName}' failed.")]
        public static partial void ResourceHandlerFailed(ILogger logger, Exception exception, string eventName);

        [LoggerMessage(Level = LogLevel.Error, Message = "A handler of event '{EventName}' of resource '{ResourceName}' failed.")]
        public static partial void ResourceHandlerFailedOnHost(ILogger logger, Exception exception, string eventName, string resourceName);
    }
}
