using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Operations;

namespace MeshHost.Emulator.Google.Container;

/// <summary>Clusters of the container API, on the paths of locations and on the older ones of zones.</summary>
internal sealed class ClustersApi(
    ContainerContext context,
    ContainerOperations operations,
    ClusterRules rules,
    ClusterNetworkRules networks,
    ClusterChanges changes,
    QuotaLedger quotas)
{
    /// <summary>Adds the methods.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods)
    {
        methods.Add("container.projects.locations.getServerConfig", call => ServerConfig(call));
        methods.Add("container.projects.zones.getServerconfig", call => ServerConfig(call));
        foreach (var folder in (string[])["locations", "zones"])
        {
            var prefix = $"container.projects.{folder}.clusters.";
            methods.Add(prefix + "get", call => ClusterViews.Render(Require(call), call.Method.Api.Version));
            methods.Add(prefix + "list", List);
            methods.Add(prefix + "create", Create);
            methods.Add(prefix + "delete", Delete);
            methods.Add(prefix + "update", Update);
        }

        AddSetter(methods, "setResourceLabels", "resourceLabels", SetLabels);
        AddSetter(methods, "setAddons", "addons", call => Start(call, "UPDATE_CLUSTER", 30, UpdateOf("desiredAddonsConfig", call.Body["addonsConfig"])));
        AddSetter(methods, "setLocations", "locations", call => Start(call, "UPDATE_CLUSTER", 60, UpdateOf("desiredLocations", call.Body["locations"])));
        AddSetter(methods, "setLogging", "logging", call => Start(call, "UPDATE_CLUSTER", 30, UpdateOf("desiredLoggingService", call.Body["loggingService"])));
        AddSetter(methods, "setMonitoring", "monitoring", call => Start(call, "UPDATE_CLUSTER", 30, UpdateOf("desiredMonitoringService", call.Body["monitoringService"])));
        AddSetter(methods, "updateMaster", "master", call => Start(call, "UPGRADE_MASTER", 240, UpdateOf("desiredMasterVersion", call.Body["masterVersion"])));
        AddSetter(methods, "setLegacyAbac", "legacyAbac", call => Start(call, "UPDATE_CLUSTER", 30, FieldOf("legacyAbac", call.Body.Flag("enabled") ? new JsonObject { ["enabled"] = true } : [])));
        AddSetter(methods, "setMaintenancePolicy", "setMaintenancePolicy", SetMaintenance);
    }

    /// <summary>The cluster of a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The stored cluster.</returns>
    /// <exception cref="GoogleErrorException">404.</exception>
    public JsonObject Require(MethodCall call)
    {
        var address = ClusterAddress.Of(call);
        return context.State.Find(address.Key) ?? throw ContainerErrors.NotFound(address.Path);
    }

    /// <summary>Starts an operation that changes a cluster, after checking the change on a copy.</summary>
    /// <param name="call">The call.</param>
    /// <param name="type">Type of the operation.</param>
    /// <param name="seconds">How long it takes at Google.</param>
    /// <param name="change">The change.</param>
    /// <returns>The operation.</returns>
    public JsonObject Start(MethodCall call, string type, double seconds, JsonObject change)
    {
        var address = ClusterAddress.Of(call);
        var cluster = Require(call);
        CheckIdle(address);
        CheckStatus(cluster);
        var copy = (JsonObject)cluster.DeepClone();
        changes.Apply(copy, change);
        quotas.CheckNodes(address, cluster, copy);
        cluster["status"] = "RECONCILING";
        context.State.Put(address.Key, cluster);
        return operations.Render(context.Operations.Start(new OperationRequest(
            "container", call.Method.Id, ContainerOperations.Scope(address.Project, address.Location), type, address.Key, "container.change", TimeSpan.FromSeconds(seconds))
        {
            Payload = new JsonObject { ["cluster"] = address.Key, ["change"] = change },
        }));
    }

    /// <summary>Refuses a change while another operation runs on the cluster or on one of its pools.</summary>
    /// <param name="address">The cluster.</param>
    public void CheckIdle(ClusterAddress address)
    {
        if (context.Operations.ActiveOn(address.Key) is { } running)
        {
            throw ContainerErrors.Busy(running);
        }

        if (context.Operations.ActiveUnder(address.Key + "/") is [var onPool, ..])
        {
            throw ContainerErrors.Busy(onPool);
        }
    }

    /// <summary>Refuses a change of a cluster that does not run.</summary>
    /// <param name="cluster">The cluster.</param>
    public static void CheckStatus(JsonObject cluster)
    {
        if (cluster.Text("status") is "ERROR" or "PROVISIONING" or "STOPPING")
        {
            throw GoogleErrorException.FailedPrecondition($"Cluster \"{cluster.Text("name")}\" is in state {cluster.Text("status")}; it must be RUNNING.");
        }
    }

    /// <summary>A change made by an update field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The change.</returns>
    public static JsonObject UpdateOf(string field, JsonNode? value) => new()
    {
        ["kind"] = "update",
        ["arguments"] = new JsonObject { [field] = value?.DeepClone() ?? throw ContainerErrors.BadRequest($"A value for \"{field}\" is required.") },
    };

    private static JsonObject FieldOf(string field, JsonNode? value) => new() { ["kind"] = "field", ["field"] = field, ["value"] = value?.DeepClone() };

    private static void AddSetter(MethodTable methods, string method, string zonalMethod, Func<MethodCall, JsonNode?> handler)
    {
        methods.Add("container.projects.locations.clusters." + method, handler);
        methods.Add("container.projects.zones.clusters." + zonalMethod, handler);
    }

    private static string RequireLocation(MethodCall call)
    {
        var location = ClusterAddress.LocationOf(call);
        return location == "-" || Locations.RegionOf(location) is not null
            ? location
            : throw new GoogleErrorException(403, "forbidden", "PERMISSION_DENIED", $"Permission denied on 'locations/{location}' (or it may not exist).");
    }

    private static JsonObject ServerConfig(MethodCall call)
    {
        RequireLocation(call);
        return GkeVersions.ServerConfig();
    }

    private JsonObject List(MethodCall call)
    {
        var location = RequireLocation(call);
        var prefix = location == "-" ? $"container/projects/{call.Project}/locations/" : ClusterAddress.Folder(call.Project, location);
        var clusters = context.State.Under(prefix).Select(c => (JsonNode)ClusterViews.Render(c.Value, call.Method.Api.Version)).ToArray();
        return clusters.Length == 0 ? [] : new JsonObject { ["clusters"] = new JsonArray(clusters) };
    }

    private JsonObject Create(MethodCall call)
    {
        var cluster = (JsonObject)(call.Body.Child("cluster")?.DeepClone() ?? throw ContainerErrors.BadRequest("cluster is required."));
        var address = new ClusterAddress(call.Project, RequireLocation(call), cluster.Text("name") ?? "");
        if (address.Location == "-")
        {
            throw ContainerErrors.BadRequest("Location \"-\" is not valid here.");
        }

        if (context.State.Find(address.Key) is not null)
        {
            throw GoogleErrorException.AlreadyExists($"Already exists: {address.Path}.");
        }

        rules.Prepare(cluster, address);
        quotas.CheckNodes(address, null, cluster);
        networks.CommitRange(cluster);
        context.State.Put(address.Key, cluster);
        return operations.Render(context.Operations.Start(new OperationRequest(
            "container", call.Method.Id, ContainerOperations.Scope(address.Project, address.Location), "CREATE_CLUSTER", address.Key, "container.create", TimeSpan.FromMinutes(5))));
    }

    private JsonObject Delete(MethodCall call)
    {
        var address = ClusterAddress.Of(call);
        var cluster = Require(call);
        CheckIdle(address);
        cluster["status"] = "STOPPING";
        context.State.Put(address.Key, cluster);
        return operations.Render(context.Operations.Start(new OperationRequest(
            "container", call.Method.Id, ContainerOperations.Scope(address.Project, address.Location), "DELETE_CLUSTER", address.Key, "container.delete", TimeSpan.FromSeconds(200))
        {
            Payload = new JsonObject { ["id"] = cluster.Text("id") },
        }));
    }

    private JsonObject Update(MethodCall call)
    {
        var update = call.Body.Child("update") ?? throw ContainerErrors.BadRequest("Must specify a field to update.");
        CheckEtag(update, Require(call));
        var (type, duration) = ClusterChanges.Describe(update);
        return Start(call, type, duration.TotalSeconds, new JsonObject { ["kind"] = "update", ["arguments"] = update.DeepClone() });
    }

    private JsonObject SetLabels(MethodCall call)
    {
        var cluster = Require(call);
        if (call.Body.Text("labelFingerprint") is not { Length: > 0 } fingerprint)
        {
            throw ContainerErrors.BadRequest("label_fingerprint is required.");
        }

        if (fingerprint != cluster.Text("labelFingerprint"))
        {
            throw GoogleErrorException.ConditionNotMet("Labels could not be set due to fingerprint mismatch. Please use the current labelFingerprint of the cluster.");
        }

        var labels = call.Body.Child("resourceLabels") ?? [];
        ClusterRules.CheckLabels(labels);
        var operation = Start(call, "UPDATE_CLUSTER", 15, FieldOf("resourceLabels", labels.Count == 0 ? null : labels));
        cluster["labelFingerprint"] = context.Identifiers.NextHex(8);
        return operation;
    }

    private JsonObject SetMaintenance(MethodCall call)
    {
        var policy = (JsonObject?)call.Body.Child("maintenancePolicy")?.DeepClone() ?? [];
        if (policy.Text("resourceVersion") is { Length: > 0 } version && version != Require(call).Child("maintenancePolicy")?.Text("resourceVersion"))
        {
            throw GoogleErrorException.ConditionNotMet("The maintenance policy was changed by another request; read it again.");
        }

        policy["resourceVersion"] = context.Identifiers.NextHex(8);
        return Start(call, "SET_MAINTENANCE_POLICY", 10, FieldOf("maintenancePolicy", policy));
    }

    private static void CheckEtag(JsonObject update, JsonObject cluster)
    {
        if (update.Text("etag") is { Length: > 0 } etag && etag != cluster.Text("etag"))
        {
            throw new GoogleErrorException(409, "aborted", "ABORTED", "The provided etag does not match the current etag of the cluster.");
        }
    }
}
