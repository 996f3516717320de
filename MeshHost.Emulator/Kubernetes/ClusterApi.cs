using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes;

/// <summary>The controllers' door: the same operations as HTTP, as the controller manager.</summary>
internal sealed class ClusterApi(ClusterState state, ObjectOperations operations) : IClusterApi
{
    private const string FieldManager = "kube-controller-manager";

    public JsonObject? Get(string group, string resource, string? ns, string name)
    {
        var type = Resolve(group, resource);
        return state.Find(type, ns, name)?.Json.Copy();
    }

    public IReadOnlyList<JsonObject> List(string group, string resource, string? ns = null) =>
        [.. state.Store.List(group, resource, ns).Items.Select(stored => stored.Json.Copy())];

    public Task<JsonObject> CreateAsync(JsonObject obj, CancellationToken ct, bool admission = true)
    {
        var type = ResolveKind(obj);
        return operations.CreateAsync(type, obj.Namespace(), obj, Context(admission: admission), ct);
    }

    public async Task<JsonObject?> UpdateAsync(
        string group, string resource, string? ns, string name, Func<JsonObject, bool> mutate, bool status, CancellationToken ct)
    {
        var type = Resolve(group, resource);
        var subresource = status && type.HasStatus ? "status" : resource == "namespaces" && group.Length == 0 ? "finalize" : null;
        try
        {
            return await operations.PatchAsync(
                type, ns, name, current => mutate(current) ? current : throw new NothingChangedException(current), Context(subresource), ct).ConfigureAwait(false);
        }
        catch (NothingChangedException unchanged)
        {
            return unchanged.Current;
        }
        catch (StatusException exception) when (exception.Code == 404 && exception.Name == name)
        {
            return null;
        }
    }

    public async Task<bool> DeleteAsync(
        string group, string resource, string? ns, string name, CancellationToken ct, string propagation = "Background", int? gracePeriodSeconds = null)
    {
        try
        {
            var request = new DeleteRequest { Propagation = propagation, GracePeriodSeconds = gracePeriodSeconds };
            await operations.DeleteAsync(Resolve(group, resource), ns, name, request, Context(), ct).ConfigureAwait(false);
            return true;
        }
        catch (StatusException exception) when (exception.Code == 404)
        {
            return false;
        }
    }

    public ClusterWatch Watch(string group, string resource) => new(state.Store.Watch(group, resource, fromVersion: null)!);

    public async Task RecordEventAsync(JsonObject involved, string type, string reason, string message, CancellationToken ct)
    {
        var now = Deletion.Timestamp(state.Time.GetUtcNow());
        var ns = involved.Namespace() ?? "default";
        var existing = state.Store.List("", "events", ns).Items.FirstOrDefault(stored =>
            stored.Json.Object("involvedObject").Text("uid") == involved.Uid()
            && stored.Json.Text("reason") == reason
            && stored.Json.Text("message") == message)?.Json;
        if (existing is not null)
        {
            await UpdateAsync("", "events", ns, existing.Name(), Count, status: false, ct).ConfigureAwait(false);
            return;
        }

        var created = new JsonObject
        {
            ["kind"] = "Event",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["namespace"] = ns, ["generateName"] = involved.Name() + "." },
            ["involvedObject"] = Reference(involved),
            ["type"] = type,
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = Component(reason) },
            ["reportingComponent"] = Component(reason),
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
        };
        try
        {
            await operations.CreateAsync(ResolveKind(created), ns, created, Context(), ct).ConfigureAwait(false);
        }
        catch (StatusException exception) when (exception.Code is 403 or 404)
        {
            // The namespace is going or gone: nobody can read the event there, as on a real cluster.
        }

        bool Count(JsonObject obj)
        {
            obj["count"] = (obj.Integer("count") ?? 1) + 1;
            obj["lastTimestamp"] = now;
            return true;
        }
    }

    private static JsonObject Reference(JsonObject involved)
    {
        var reference = new JsonObject
        {
            ["kind"] = involved.Text("kind"),
            ["name"] = involved.Name(),
            ["uid"] = involved.Uid(),
            ["apiVersion"] = involved.Text("apiVersion"),
            ["resourceVersion"] = involved.Object("metadata").Text("resourceVersion"),
        };
        if (involved.Namespace() is { } ns)
        {
            reference["namespace"] = ns;
        }

        return reference;
    }

    /// <summary>Who reports: readers of <c>describe</c> know a kubelet's events from a scheduler's.</summary>
    private static string Component(string reason) => reason switch
    {
        "Scheduled" or "FailedScheduling" => "default-scheduler",
        "Pulling" or "Pulled" or "Created" or "Started" or "Killing" or "BackOff" or "Failed" or "Unhealthy" or "FailedMount" => "kubelet",
        "ScalingReplicaSet" => "deployment-controller",
        "SuccessfulCreate" or "SuccessfulDelete" or "FailedCreate" => "replicaset-controller",
        "EnsuringLoadBalancer" or "EnsuredLoadBalancer" => "service-controller",
        _ => "controller-manager",
    };

    private static WriteContext Context(string? subresource = null, bool admission = true) => new()
    {
        FieldManager = FieldManager,
        FieldValidation = FieldValidation.Ignore,
        User = UserInfo.ControllerManager,
        Subresource = subresource,
        Admission = admission,
    };

    private ResourceType Resolve(string group, string resource) => state.Types.FindStored(group, resource) ?? throw ApiErrors.UnknownPath();

    private ResourceType ResolveKind(JsonObject obj)
    {
        var apiVersion = obj.Text("apiVersion") ?? "";
        var group = obj.GroupOf();
        var version = group.Length == 0 ? apiVersion : apiVersion[(group.Length + 1)..];
        return state.Types.FindKind(group, version, obj.Text("kind") ?? "") ?? throw ApiErrors.UnknownPath();
    }

    /// <summary>Leaves the read-modify-write early.</summary>
    private sealed class NothingChangedException(JsonObject current) : Exception
    {
        public JsonObject Current { get; } = current;
    }
}
