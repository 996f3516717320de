using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using MeshHost.Hosting.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Hosting.Application;

/// <summary>What happens before the host starts: subscribers subscribe, then everybody hears that the start is near.</summary>
internal static class BeforeStart
{
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        // Made here, so that spans of subscribers are collected too.
        services.GetService<HostTelemetry>();
        var eventing = services.GetRequiredService<IDistributedApplicationEventing>();
        var executionContext = services.GetRequiredService<DistributedApplicationExecutionContext>();
        foreach (var subscriber in services.GetServices<IDistributedApplicationEventingSubscriber>())
        {
            await subscriber.SubscribeAsync(eventing, executionContext, cancellationToken).ConfigureAwait(false);
        }

        var model = services.GetRequiredService<DistributedApplicationModel>();
        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken).ConfigureAwait(false);

        // Subscribers may have added resources and waits.
        ApplicationModelValidator.Validate(model.Resources);
    }
}
