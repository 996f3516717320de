using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Operations;

namespace MeshHost.Emulator.Google.Container;

/// <summary>Node pools of the container API. Operations on different pools of a cluster may run side by side.</summary>
internal sealed class NodePoolsApi(
    ContainerContext context,
    ContainerOperations operations,
    ClustersApi clusters,
    NodePoolRules rules,
    ClusterChanges changes,
    QuotaLedger quotas)
{
    /// <summary>Adds the methods.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods)
    {
        foreach (var folder in (string[])["locations", "zones"])
        {
            var prefix = $"container.projects.{folder}.clusters.nodePools.";
            methods.Add(prefix + "get", Get);
            methods.Add(prefix + "list", List);
            methods.Add(prefix + "create", Create);
            methods.Add(prefix + "delete", Delete);
            methods.Add(prefix + "update", Update);
            methods.Add(prefix + "setSize", SetSize);
            methods.Add(prefix + "setManagement", call => SetField(call, "SET_NODE_POOL_MANAGEMENT", "management"));
            methods.Add(prefix + (folder == "locations" ? "setAutoscaling" : "autoscaling"), call => SetField(call, "UPDATE_CLUSTER", "autoscaling"));
        }
    }

    private JsonNode? Get(MethodCall call) => List(call).Items("nodePools").FirstOrDefault(p => p.Text("name") == call["nodePool"])?.DeepClone()
        ?? throw ContainerErrors.NotFound($"{ClusterAddress.Of(call).Path}/nodePools/{call["nodePool"]}");

    private JsonObject List(MethodCall call)
    {
        var view = ClusterViews.Render(clusters.Require(call), call.Method.Api.Version);
        return view["nodePools"] is JsonArray { Count: > 0 } pools ? new JsonObject { ["nodePools"] = pools.DeepClone() } : [];
    }

    private JsonObject Create(MethodCall call)
    {
        var cluster = clusters.Require(call);
        var address = ClusterAddress.Of(call);
        var pool = (JsonObject)(call.Body.Child("nodePool")?.DeepClone() ?? throw ContainerErrors.BadRequest("node_pool is required."));
        if (cluster.Items("nodePools").Any(p => p.Text("name") == pool.Text("name"))
            || context.Operations.ActiveOn($"{address.Key}/nodePools/{pool.Text("name")}") is not null)
        {
            throw GoogleErrorException.AlreadyExists($"Already exists: {address.Path}/nodePools/{pool.Text("name")}.");
        }

        ClustersApi.CheckStatus(cluster);
        rules.Prepare(pool, cluster, address);
        return Start(call, pool.Text("name")!, "CREATE_NODE_POOL", 90, new JsonObject { ["kind"] = "addPool", ["pool"] = pool.Text("name"), ["arguments"] = pool });
    }

    private JsonObject Delete(MethodCall call)
    {
        ClusterChanges.Pool(clusters.Require(call), call["nodePool"]);
        return Start(call, call["nodePool"], "DELETE_NODE_POOL", 100, new JsonObject { ["kind"] = "deletePool", ["pool"] = call["nodePool"] });
    }

    private JsonObject Update(MethodCall call)
    {
        var pool = ClusterChanges.Pool(clusters.Require(call), call["nodePool"]);
        if (call.Body.Text("etag") is { Length: > 0 } etag && etag != pool.Text("etag"))
        {
            throw new GoogleErrorException(409, "aborted", "ABORTED", "The provided etag does not match the current etag of the node pool.");
        }

        var isRolling = call.Body.Any(f => f.Key is "machineType" or "diskType" or "diskSizeGb" or "imageType" or "nodeVersion" or "workloadMetadataConfig");
        return Start(call, call["nodePool"], call.Body.ContainsKey("nodeVersion") ? "UPGRADE_NODES" : "UPDATE_CLUSTER", isRolling ? 180 : 30, new JsonObject
        {
            ["kind"] = "pool",
            ["pool"] = call["nodePool"],
            ["arguments"] = call.Body.DeepClone(),
        });
    }

    private JsonObject SetSize(MethodCall call)
    {
        var count = call.Body.Number("nodeCount") ?? 0;
        if (count is < 0 or > 1000)
        {
            throw ContainerErrors.BadRequest($"Invalid value for field \"node_count\": {count}.");
        }

        return Start(call, call["nodePool"], "SET_NODE_POOL_SIZE", 60, new JsonObject { ["kind"] = "poolField", ["pool"] = call["nodePool"], ["field"] = "$count", ["value"] = count });
    }

    private JsonObject SetField(MethodCall call, string type, string field) => Start(call, call["nodePool"], type, 15, new JsonObject
    {
        ["kind"] = "poolField",
        ["pool"] = call["nodePool"],
        ["field"] = field,
        ["value"] = call.Body[field]?.DeepClone() ?? throw ContainerErrors.BadRequest($"{field} is required."),
    });

    private JsonObject Start(MethodCall call, string name, string type, double seconds, JsonObject change)
    {
        var address = ClusterAddress.Of(call);
        var cluster = clusters.Require(call);
        var poolKey = $"{address.Key}/nodePools/{name}";
        if ((context.Operations.ActiveOn(address.Key) ?? context.Operations.ActiveOn(poolKey)) is { } running)
        {
            throw ContainerErrors.Busy(running);
        }

        ClustersApi.CheckStatus(cluster);
        var copy = (JsonObject)cluster.DeepClone();
        changes.Apply(copy, change);
        quotas.CheckNodes(address, cluster, copy);
        if (cluster.Items("nodePools").FirstOrDefault(p => p.Text("name") == name) is { } pool)
        {
            pool["status"] = type == "DELETE_NODE_POOL" ? "STOPPING" : "RECONCILING";
            context.State.Put(address.Key, cluster);
        }

        return operations.Render(context.Operations.Start(new OperationRequest(
            "container", call.Method.Id, ContainerOperations.Scope(address.Project, address.Location), type, poolKey, "container.change", TimeSpan.FromSeconds(seconds))
        {
            Payload = new JsonObject { ["cluster"] = address.Key, ["change"] = change },
        }));
    }
}
