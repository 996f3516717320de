using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Lifecycle;

/// <summary>What a lifecycle method may use: services, the resource's logger, time, cancellation, and the resource's row on the dashboard.</summary>
/// <param name="resource">The resource that the method works on.</param>
/// <param name="services">The application's services.</param>
/// <param name="logger">The resource's own logger; its lines are shown as the resource's console log.</param>
/// <param name="cancellationToken">Cancelled when the host stops or the attempt takes too long.</param>
public sealed class LifecycleContext(IResource resource, IServiceProvider services, ILogger logger, CancellationToken cancellationToken)
{
    /// <summary>The name of the snapshot property that holds the current activity.</summary>
    internal const string ActivityProperty = "meshhost.activity";

    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(10);

    private readonly ResourceNotificationService _notifications = services.GetRequiredService<ResourceNotificationService>();

    private readonly DateTimeOffset _deadline = DateTimeOffset.MaxValue;

    private LifecycleContext(LifecycleContext origin, DateTimeOffset deadline, CancellationToken token)
        : this(origin.Resource, origin.Services, origin.Logger, token) => _deadline = deadline;

    /// <summary>Gets the resource that the method works on.</summary>
    public IResource Resource => resource;

    /// <summary>Gets the application's services.</summary>
    public IServiceProvider Services => services;

    /// <summary>Gets the resource's own logger.</summary>
    public ILogger Logger => logger;

    /// <summary>Gets the clock that every wait uses.</summary>
    public TimeProvider Time { get; } = services.GetService<TimeProvider>() ?? TimeProvider.System;

    /// <summary>Gets the token that is cancelled when the host stops or the attempt takes too long.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Makes a context for another token, for example one with a shorter time limit.</summary>
    /// <param name="token">The token of the new context.</param>
    /// <returns>The context.</returns>
    public LifecycleContext WithCancellation(CancellationToken token) => new(this, _deadline, token);

    /// <summary>
    /// Gets how long a wait of this attempt may still take. A wait that ends by itself can say what is missing; one that is cut off cannot.
    /// </summary>
    /// <value>Never negative; ten minutes at most.</value>
    public TimeSpan RemainingTime
    {
        get
        {
            var remaining = _deadline - Time.GetUtcNow();
            return remaining < TimeSpan.Zero ? TimeSpan.Zero : remaining > s_longestWait ? s_longestWait : remaining;
        }
    }

    /// <summary>Makes the context of an attempt that ends at a deadline.</summary>
    internal LifecycleContext ForAttempt(DateTimeOffset deadline, CancellationToken token) => new(this, deadline, token);

    /// <summary>Says in one line what is going on right now, for the console and the dashboard. Never pass a secret.</summary>
    /// <param name="activity">The line, for example <c>waiting for operation-123: 8 of 12</c>.</param>
    public void Report(string activity)
    {
        // The update is applied synchronously under the resource's lock; the task only carries its outcome.
        _ = SetPropertyAsync(ActivityProperty, activity);
    }

    /// <summary>Sets a property of the resource's row, replacing the one of that name.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="value">The value, or <see langword="null"/> to remove the property.</param>
    /// <param name="sensitive"><see langword="true"/> to have the value masked.</param>
    /// <returns>A task that completes when the update is published.</returns>
    public Task SetPropertyAsync(string name, object? value, bool sensitive = false) =>
        _notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            Properties = WithProperty(snapshot.Properties, name, value, sensitive),
        });

    /// <summary>Adds a URL to the resource's row, replacing the one of that name.</summary>
    /// <param name="name">The URL's name, unique in the resource.</param>
    /// <param name="url">The absolute URL.</param>
    /// <returns>A task that completes when the update is published.</returns>
    public Task AddUrlAsync(string name, string url) =>
        _notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            Urls = [.. snapshot.Urls.Where(u => u.Name != name), new UrlSnapshot(name, url, IsInternal: false)],
        });

    internal static ImmutableArray<ResourcePropertySnapshot> WithProperty(
        ImmutableArray<ResourcePropertySnapshot> properties, string name, object? value, bool sensitive = false)
    {
        var others = properties.RemoveAll(p => p.Name == name);
        return value is null ? others : others.Add(new ResourcePropertySnapshot(name, value) { IsSensitive = sensitive });
    }
}
