using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Asks a resource to begin its life. Subscribers run in the background, side by side with those of other resources.</summary>
/// <param name="resource">The resource.</param>
/// <param name="distributedApplicationEventing">Where the resource publishes its own events.</param>
/// <param name="resourceLoggerService">Gives the logger of the resource.</param>
/// <param name="resourceNotificationService">Where the resource publishes its state.</param>
/// <param name="services">The services of the application.</param>
public class InitializeResourceEvent(
    IResource resource,
    IDistributedApplicationEventing distributedApplicationEventing,
    ResourceLoggerService resourceLoggerService,
    ResourceNotificationService resourceNotificationService,
    IServiceProvider services)
    : IDistributedApplicationResourceEvent
{
    /// <inheritdoc/>
    public IResource Resource { get; } = resource ?? throw new ArgumentNullException(nameof(resource));

    /// <summary>Where the resource publishes its own events.</summary>
    public IDistributedApplicationEventing Eventing { get; } =
        distributedApplicationEventing ?? throw new ArgumentNullException(nameof(distributedApplicationEventing));

    /// <summary>The logger of the resource.</summary>
    public ILogger Logger { get; } =
        (resourceLoggerService ?? throw new ArgumentNullException(nameof(resourceLoggerService))).GetLogger(resource);

    /// <summary>Where the resource publishes its state.</summary>
    public ResourceNotificationService Notifications { get; } =
        resourceNotificationService ?? throw new ArgumentNullException(nameof(resourceNotificationService));

    /// <summary>The services of the application.</summary>
    public IServiceProvider Services { get; } = services ?? throw new ArgumentNullException(nameof(services));
}
