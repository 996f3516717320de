using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MeshHost.Hosting.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where resources publish their state, and where everybody else observes it or waits for it.</summary>
public class ResourceNotificationService : IDisposable
{
    private readonly SnapshotStore _store;
    private readonly IServiceProvider _services;
    private readonly ResourceLoggerService _loggers;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly CancellationTokenSource _disposing = new();

    /// <summary>Initializes the service.</summary>
    /// <param name="logger">Receives changes of state at level Debug.</param>
    /// <param name="hostApplicationLifetime">Waits end when the application stops.</param>
    /// <param name="serviceProvider">The services of the application.</param>
    /// <param name="resourceLoggerService">Gives the loggers of resources.</param>
    public ResourceNotificationService(
        ILogger<ResourceNotificationService> logger,
        IHostApplicationLifetime hostApplicationLifetime,
        IServiceProvider serviceProvider,
        ResourceLoggerService resourceLoggerService)
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(hostApplicationLifetime);
        ArgumentNullException.ThrowIfNull(serviceProvider);
        ArgumentNullException.ThrowIfNull(resourceLoggerService);
        _services = serviceProvider;
        _loggers = resourceLoggerService;
        _lifetime = hostApplicationLifetime;
        _store = new SnapshotStore(new SnapshotComposer(serviceProvider, logger), logger);
    }

    private WaitBehavior DefaultWaitBehavior =>
        _services.GetService<IOptions<ResourceNotificationServiceOptions>>()?.Value.DefaultWaitBehavior ?? default;

    /// <summary>Changes the state of a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="stateFactory">Makes the new snapshot of the previous one. Called under a lock of the resource: it must be quick.</param>
    /// <returns>A task that ends when observers have been handed the snapshot.</returns>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return PublishUpdateAsync(resource, resource.Name, stateFactory);
    }

    /// <summary>Changes the state of one instance of a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="resourceId">The id of the instance.</param>
    /// <param name="stateFactory">Makes the new snapshot of the previous one. Called under a lock of the instance: it must be quick.</param>
    /// <returns>A task that ends when observers have been handed the snapshot.</returns>
    public Task PublishUpdateAsync(
        IResource resource,
        string resourceId,
        Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentException.ThrowIfNullOrEmpty(resourceId);
        ArgumentNullException.ThrowIfNull(stateFactory);
        _store.Publish(resource, resourceId, stateFactory);
        return Task.CompletedTask;
    }

    /// <summary>Reads the last published state of an instance of a resource.</summary>
    /// <param name="resourceId">The id of the instance; the name of the resource unless it has replicas.</param>
    /// <param name="resourceEvent">The state, when there is one.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        ArgumentNullException.ThrowIfNull(resourceId);
        return _store.TryGet(resourceId, out resourceEvent);
    }

    /// <summary>Observes all resources: first the last state of each, then every change.</summary>
    /// <param name="cancellationToken">Ends the observation.</param>
    /// <returns>The states.</returns>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stopping = LinkToLifetime(includeStopping: false, cancellationToken);
        using var subscription = _store.Subscribe(resourceName: null);
        await foreach (var resourceEvent in subscription.Reader.ReadAllAsync(stopping.Token).ConfigureAwait(false))
        {
            yield return resourceEvent;
        }
    }

    /// <summary>Waits until a resource is in a state, for ever when it never is.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    /// <param name="targetState">The state; Running when it is <see langword="null"/>. Compared without regard to case.</param>
    /// <param name="cancellationToken">Ends the wait with an explanation of what is missing.</param>
    /// <returns>A task that ends when the resource is in the state.</returns>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [string.IsNullOrEmpty(targetState) ? KnownResourceStates.Running : targetState], cancellationToken);

    /// <summary>Waits until a resource is in one of some states, for ever when it never is.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    /// <param name="targetStates">The states. Compared without regard to case.</param>
    /// <param name="cancellationToken">Ends the wait with an explanation of what is missing.</param>
    /// <returns>The state that was reached.</returns>
    public async Task<string> WaitForResourceAsync(
        string resourceName,
        IEnumerable<string> targetStates,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceName);
        ArgumentNullException.ThrowIfNull(targetStates);
        string[] states = [.. targetStates];
        var reached = await WaitAsync(
            resourceName,
            e => e.Snapshot.State?.Text is { } text && states.Contains(text, StringComparer.OrdinalIgnoreCase),
            $"to be in state {string.Join(" or ", states.Select(s => $"'{s}'"))}",
            cancellationToken).ConfigureAwait(false);
        return reached.Snapshot.State!.Text;
    }

    /// <summary>Waits until the state of a resource satisfies a predicate, for ever when it never does.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    /// <param name="predicate">Tells whether a state will do.</param>
    /// <param name="cancellationToken">Ends the wait with an explanation of what is missing.</param>
    /// <returns>The first state that will do.</returns>
    public Task<ResourceEvent> WaitForResourceAsync(
        string resourceName,
        Func<ResourceEvent, bool> predicate,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceName);
        ArgumentNullException.ThrowIfNull(predicate);
        return WaitAsync(resourceName, predicate, "to satisfy a condition", cancellationToken);
    }

    /// <summary>Waits until a resource is running, healthy, and its ready event has been handled.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    /// <param name="cancellationToken">Ends the wait with an explanation of what is missing.</param>
    /// <returns>The state in which the resource was ready.</returns>
    /// <exception cref="DistributedApplicationException">The resource failed, and the default is not to go on waiting then.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    /// <summary>Waits until a resource is running, healthy, and its ready event has been handled.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    /// <param name="waitBehavior">Whether to go on waiting when the resource fails.</param>
    /// <param name="cancellationToken">Ends the wait with an explanation of what is missing.</param>
    /// <returns>The state in which the resource was ready.</returns>
    /// <exception cref="DistributedApplicationException">
    /// The resource failed or does not exist, and <paramref name="waitBehavior"/> is not to go on waiting then.
    /// </exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName,
        WaitBehavior waitBehavior,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceName);
        if (waitBehavior == WaitBehavior.StopOnResourceUnavailable
            && _services.GetService<DistributedApplicationModel>() is { } model
            && !model.Resources.TryGetByName(resourceName, out _))
        {
            throw new DistributedApplicationException(
                $"Resource '{resourceName}' cannot be waited for: the application model has no resource of that name.");
        }

        var reached = await WaitAsync(
            resourceName,
            e => IsReady(e) || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && ResourceFailure.Describe(e.Snapshot) is not null),
            "to be healthy",
            cancellationToken).ConfigureAwait(false);

        if (!IsReady(reached))
        {
            throw new DistributedApplicationException(
                $"Stopped waiting for resource '{resourceName}' to become healthy because it {ResourceFailure.Describe(reached.Snapshot)}.");
        }

        await reached.Snapshot.ResourceReadyEvent!.EventTask.WaitAsync(cancellationToken).ConfigureAwait(false);
        return reached;

        static bool IsReady(ResourceEvent e) =>
            e.Snapshot is { HealthStatus: HealthStatus.Healthy, ResourceReadyEvent: not null };
    }

    /// <summary>Waits for everything that a resource was declared to wait for.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when all dependencies are available; it faults when one of them cannot be.</returns>
    /// <exception cref="DistributedApplicationException">A dependency failed, and the wait is declared to fail then.</exception>
    public Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new DependencyWaiter(this, _loggers, DefaultWaitBehavior).WaitAsync(resource, cancellationToken);
    }

    /// <summary>Ends all observations and waits.</summary>
    public void Dispose()
    {
        _disposing.Cancel();
        GC.SuppressFinalize(this);
    }

    /// <summary>Observes all resources; the last state of each can be read at once.</summary>
    internal SnapshotSubscription Subscribe() => _store.Subscribe(resourceName: null);

    /// <summary>Waits for a state; <paramref name="expectation"/> completes "was waiting for resource 'x' ..." when the wait is cut short.</summary>
    internal async Task<ResourceEvent> WaitAsync(
        string resourceName,
        Func<ResourceEvent, bool> predicate,
        string expectation,
        CancellationToken cancellationToken)
    {
        // Most waits in a rollout begin when what they wait for is there already.
        if (!cancellationToken.IsCancellationRequested && _store.FindByName(resourceName) is { } reached && predicate(reached))
        {
            return reached;
        }

        using var stopping = LinkToLifetime(includeStopping: true, cancellationToken);
        using var subscription = _store.Subscribe(resourceName);
        try
        {
            await foreach (var resourceEvent in subscription.Reader.ReadAllAsync(stopping.Token).ConfigureAwait(false))
            {
                if (predicate(resourceEvent))
                {
                    return resourceEvent;
                }
            }
        }
        catch (OperationCanceledException exception)
        {
            var current = _store.FindByName(resourceName);
            throw new OperationCanceledException(
                WaitDiagnosis.Describe(resourceName, expectation, current),
                exception,
                cancellationToken.IsCancellationRequested ? cancellationToken : exception.CancellationToken);
        }

        throw new OperationCanceledException(WaitDiagnosis.Describe(resourceName, expectation, _store.FindByName(resourceName)));
    }

    private CancellationTokenSource LinkToLifetime(bool includeStopping, CancellationToken cancellationToken) =>
        includeStopping
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token, _lifetime.ApplicationStopping)
            : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
}
