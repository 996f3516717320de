using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Published once every resource has been asked to initialize; most are still at it.</summary>
/// <param name="services">The services of the application.</param>
/// <param name="model">The application model.</param>
public class AfterResourcesCreatedEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
{
    /// <summary>The services of the application.</summary>
    public IServiceProvider Services { get; } = services;

    /// <summary>The application model.</summary>
    public DistributedApplicationModel Model { get; } = model;
}
