using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.Eventing;

/// <summary>An event of one resource.</summary>
public interface IDistributedApplicationResourceEvent : IDistributedApplicationEvent
{
    /// <summary>The resource.</summary>
    IResource Resource { get; }

    /// <summary>The services of the application.</summary>
    IServiceProvider Services => throw new NotSupportedException($"The event '{GetType().Name}' carries no services.");

    /// <summary>The logger of the resource.</summary>
    ILogger Logger => Services.GetService<ResourceLoggerService>()?.GetLogger(Resource) ?? NullLogger.Instance;
}
