using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Hosting.Orchestration;

/// <summary>Publishes what a resource makes known late: connection string, and URLs that are computed when its endpoints are known.</summary>
internal sealed class ResourceUrlProcessor(
    IDistributedApplicationEventing eventing,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    DistributedApplicationExecutionContext executionContext,
    IHostApplicationLifetime lifetime)
{
    public void Subscribe()
    {
        eventing.Subscribe<ResourceEndpointsAllocatedEvent>((@event, _) => ComputeUrlsAsync(@event.Resource));
        eventing.Subscribe<ConnectionStringAvailableEvent>((@event, cancellationToken) =>
            PublishConnectionStringAsync(@event.Resource, cancellationToken));
    }

    private async Task ComputeUrlsAsync(IResource resource)
    {
        ResourceUrlsCallbackAnnotation[] callbacks = [.. resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>()];
        if (callbacks.Length == 0)
        {
            return;
        }

        ResourceUrlAnnotation[] declared = [.. resource.Annotations.OfType<ResourceUrlAnnotation>()];
        var context = new ResourceUrlsCallbackContext(executionContext, resource, [.. declared], lifetime.ApplicationStopping)
        {
            Logger = loggers.GetLogger(resource),
        };
        foreach (var callback in callbacks)
        {
            await callback.Callback(context).ConfigureAwait(false);
        }

        UrlSnapshot[] computed = [.. context.Urls.Select(InitialSnapshotFactory.ToSnapshot)];
        var replaced = declared.Select(u => u.Url).Concat(computed.Select(u => u.Url)).ToHashSet(StringComparer.Ordinal);

        // URLs that the resource has published by itself are neither declared nor computed, and stay.
        await notifications.PublishUpdateAsync(
            resource,
            snapshot => snapshot with { Urls = [.. computed, .. snapshot.Urls.Where(u => !replaced.Contains(u.Url))] }).ConfigureAwait(false);
    }

    private async Task PublishConnectionStringAsync(IResource resource, CancellationToken cancellationToken)
    {
        if (resource is not IResourceWithConnectionString withConnectionString)
        {
            return;
        }

        var value = await withConnectionString.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        var name = CustomResourceKnownProperties.ConnectionString;
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            Properties =
            [
                .. snapshot.Properties.Where(p => p.Name != name),
                new ResourcePropertySnapshot(name, value) { IsSensitive = true },
            ],
        }).ConfigureAwait(false);
    }
}
