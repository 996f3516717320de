using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>The compute API: its collections and operations.</summary>
internal static class ComputeApi
{
    /// <summary>Adds the methods of the API.</summary>
    /// <param name="context">What collections share.</param>
    /// <param name="methods">The table.</param>
    public static void Register(ComputeContext context, MethodTable methods)
    {
        new ComputeOperations(context).Register(methods);
        ComputeCollection[] collections =
        [
            new NetworkCollection(context),
            new SubnetworkCollection(context),
            new RouterCollection(context),
            new FirewallCollection(context),
            new RouteCollection(context),
            new AddressCollection(context, ComputeScope.Region),
            new AddressCollection(context, ComputeScope.Global),
            new ServerMadeCollection(context, "forwardingRules", "forwardingRule", ComputeScope.Region),
            new ServerMadeCollection(context, "forwardingRules", "forwardingRule", ComputeScope.Global, "globalForwardingRules"),
            new ServerMadeCollection(context, "targetPools", "targetPool", ComputeScope.Region),
            new ServerMadeCollection(context, "httpHealthChecks", "httpHealthCheck", ComputeScope.Global),
            new ServerMadeCollection(context, "healthChecks", "healthCheck", ComputeScope.Global),
            new ServerMadeCollection(context, "backendServices", "backendService", ComputeScope.Global),
            new ServerMadeCollection(context, "backendServices", "backendService", ComputeScope.Region, "regionBackendServices"),
            new ServerMadeCollection(context, "networkEndpointGroups", "networkEndpointGroup", ComputeScope.Zone),
            new ServerMadeCollection(context, "disks", "disk", ComputeScope.Zone),
            new ServerMadeCollection(context, "instances", "instance", ComputeScope.Zone),
            new ServerMadeCollection(context, "instanceGroups", "instanceGroup", ComputeScope.Zone, canDelete: false),
            new ServerMadeCollection(context, "instanceGroupManagers", "instanceGroupManager", ComputeScope.Zone, canDelete: false),
        ];
        foreach (var collection in collections)
        {
            collection.Register(methods);
        }
    }
}
