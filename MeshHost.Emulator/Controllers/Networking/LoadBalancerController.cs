using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers.Cluster;
using MeshHost.Emulator.Google;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Networking;

/// <summary>Makes a load balancer in the cloud for each service of type LoadBalancer, and deletes it before the service goes.</summary>
/// <param name="context">The cluster.</param>
internal sealed class LoadBalancerController(ControllerContext context) : Controller(context)
{
    private const string Finalizer = "service.kubernetes.io/load-balancer-cleanup";
    private static readonly TimeSpan s_creation = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan s_deletion = TimeSpan.FromSeconds(20);

    public override string Name => "service-controller";

    public override IReadOnlyList<WatchRule> Watches => [Own("", "services")];

    /// <summary>The key under which the cloud knows the load balancer of a service.</summary>
    public string ServiceKey(JsonObject service) => $"{Context.Spec.Id}/{service.Namespace()}/{service.Name()}";

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Api.Get("", "services", key.Namespace, key.Name) is not { } service)
        {
            return null;
        }

        var wanted = !service.IsTerminating() && service.At("spec.type").AsText() == "LoadBalancer" && service.At("spec.loadBalancerClass") is null;
        if (wanted)
        {
            await EnsureAsync(service, cancellationToken).ConfigureAwait(false);
        }
        else if (Finalizers.Has(service, Finalizer))
        {
            await DeleteAsync(service, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private async Task EnsureAsync(JsonObject service, CancellationToken cancellationToken)
    {
        await Api.UpdateAsync("", "services", service.Namespace(), service.Name(), current => Finalizers.Add(current, Finalizer), status: false, cancellationToken)
            .ConfigureAwait(false);
        var isNew = service.At("status.loadBalancer.ingress") is null;
        if (isNew)
        {
            await Api.RecordEventAsync(service, "Normal", "EnsuringLoadBalancer", "Ensuring load balancer", cancellationToken).ConfigureAwait(false);
            await Clock.DelayAsync(s_creation, cancellationToken).ConfigureAwait(false);
        }

        var ports = ServicePorts.Of(service).Select(port => new LoadBalancerPort((int)port.Integer("port")!, port.Text("protocol") ?? "TCP")).ToList();
        var balancer = Context.Cloud.EnsureLoadBalancer(Context.Spec, ServiceKey(service), ports);
        await Api.UpdateAsync("", "services", service.Namespace(), service.Name(), current =>
        {
            var ingress = new JsonArray(new JsonObject { ["ip"] = balancer.IpAddress, ["ipMode"] = "VIP" });
            var loadBalancer = current.Ensure("status").Ensure("loadBalancer");
            if (JsonNode.DeepEquals(loadBalancer["ingress"], ingress))
            {
                return false;
            }

            loadBalancer["ingress"] = ingress;
            return true;
        }, status: true, cancellationToken).ConfigureAwait(false);
        if (isNew)
        {
            await Api.RecordEventAsync(service, "Normal", "EnsuredLoadBalancer", "Ensured load balancer", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(JsonObject service, CancellationToken cancellationToken)
    {
        await Api.RecordEventAsync(service, "Normal", "DeletingLoadBalancer", "Deleting load balancer", cancellationToken).ConfigureAwait(false);
        await Clock.DelayAsync(s_deletion, cancellationToken).ConfigureAwait(false);
        Context.Cloud.DeleteLoadBalancer(Context.Spec, ServiceKey(service));
        if (!service.IsTerminating())
        {
            await Api.UpdateAsync("", "services", service.Namespace(), service.Name(), current =>
                current.Object("status").Object("loadBalancer")?.Remove("ingress") == true, status: true, cancellationToken).ConfigureAwait(false);
        }

        await Api.UpdateAsync("", "services", service.Namespace(), service.Name(), current => Finalizers.Remove(current, Finalizer), status: false, cancellationToken)
            .ConfigureAwait(false);
    }
}
