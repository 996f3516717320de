using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Operations;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>The operations of the compute API.</summary>
internal sealed class ComputeOperations(ComputeContext context)
{
    // Google answers a wait after two minutes at the latest.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(2);

    /// <summary>Adds the methods.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods)
    {
        foreach (var collection in (string[])["globalOperations", "regionOperations", "zoneOperations"])
        {
            methods.Add($"compute.{collection}.get", call => Render(Require(call), context.Time.GetUtcNow()));
            methods.Add($"compute.{collection}.list", call => List(call));
            methods.Add($"compute.{collection}.delete", Delete);
            methods.AddWaiting($"compute.{collection}.wait", WaitAsync);
        }

        methods.Add("compute.globalOperations.aggregatedList", AggregatedList);
    }

    /// <summary>An operation as the compute API shows it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="now">The time.</param>
    /// <returns>The JSON.</returns>
    public static JsonObject Render(Operation operation, DateTimeOffset now)
    {
        var project = operation.Scope.Split('/')[1];
        var started = operation.IsDone || operation.Progress(now) >= 0.05;
        var json = new JsonObject
        {
            ["kind"] = "compute#operation",
            ["id"] = operation.Id,
            ["name"] = operation.Name,
            ["operationType"] = operation.Type,
            ["targetLink"] = ComputeLinks.Link(ComputeContext.PathOf(operation.Target)),
            ["targetId"] = operation.TargetId,
            ["status"] = operation.IsDone ? "DONE" : started || operation.DueTime <= now ? "RUNNING" : "PENDING",
            ["user"] = "developer@example.com",
            ["progress"] = (int)(100 * operation.Progress(now)),
            ["insertTime"] = ComputeContext.Timestamp(operation.InsertTime),
            ["startTime"] = ComputeContext.Timestamp(operation.InsertTime),
            ["selfLink"] = ComputeLinks.Link($"{operation.Scope}/operations/{operation.Name}"),
        };
        if (operation.EndTime is { } end)
        {
            json["endTime"] = ComputeContext.Timestamp(end);
        }

        if (operation.Scope.Split('/') is [_, _, "regions", var region])
        {
            json["region"] = ComputeLinks.Link($"projects/{project}/regions/{region}");
        }
        else if (operation.Scope.Split('/') is [_, _, "zones", var zone])
        {
            json["zone"] = ComputeLinks.Link($"projects/{project}/zones/{zone}");
        }

        if (operation.Error is { } error)
        {
            var item = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
            if (error.Details is { Count: > 0 } details)
            {
                item["errorDetails"] = details.DeepClone();
            }

            json["error"] = new JsonObject { ["errors"] = new JsonArray(item) };
            json["httpErrorStatusCode"] = error.HttpStatus;
            json["httpErrorMessage"] = error.HttpStatus switch { 403 => "FORBIDDEN", 404 => "NOT FOUND", 409 => "CONFLICT", 503 => "SERVICE UNAVAILABLE", _ => "BAD REQUEST" };
        }

        return json;
    }

    private static string Folder(MethodCall call) => call.Route switch
    {
        { } route when route.TryGetValue("region", out var region) => $"projects/{call.Project}/regions/{Locations.RequireRegion(region)}",
        { } route when route.TryGetValue("zone", out var zone) => $"projects/{call.Project}/zones/{Locations.RequireZone(zone)}",
        _ => $"projects/{call.Project}/global",
    };

    private Operation Require(MethodCall call)
    {
        var scope = Folder(call);
        return context.Operations.Find(Operation.KeyOf("compute", scope, call["operation"]))
            ?? throw GoogleErrorException.NotFound($"The resource '{scope}/operations/{call["operation"]}' was not found");
    }

    private async ValueTask<JsonNode?> WaitAsync(MethodCall call)
    {
        var key = context.State.Transact(() => Require(call)).Key;
        await context.Operations.WaitAsync(key, s_longestWait, call.CancellationToken).ConfigureAwait(false);
        return context.State.Transact(() => Render(Require(call), context.Time.GetUtcNow()));
    }

    private JsonObject Delete(MethodCall call)
    {
        context.Operations.Forget(Require(call));
        return [];
    }

    private JsonObject List(MethodCall call)
    {
        var scope = Folder(call);
        var page = PageOf(call, $"operations/compute/{scope}/");
        var list = new JsonObject
        {
            ["kind"] = "compute#operationList",
            ["id"] = $"{scope}/operations",
            ["selfLink"] = ComputeLinks.Link($"{scope}/operations"),
            ["items"] = new JsonArray([.. page.Items.Select(i => (JsonNode)i.Value)]),
        };
        list.Default("nextPageToken", page.NextToken);
        return list;
    }

    private JsonObject AggregatedList(MethodCall call)
    {
        var prefix = $"operations/compute/projects/{call.Project}/";
        var page = PageOf(call, prefix);
        var scopes = new JsonObject();
        foreach (var group in page.Items.GroupBy(i => i.Key[prefix.Length..i.Key.LastIndexOf('/')]))
        {
            scopes[group.Key] = new JsonObject { ["operations"] = new JsonArray([.. group.Select(i => (JsonNode)i.Value)]) };
        }

        var list = new JsonObject
        {
            ["kind"] = "compute#operationAggregatedList",
            ["id"] = $"projects/{call.Project}/aggregated/operations",
            ["items"] = scopes,
            ["selfLink"] = ComputeLinks.Link($"projects/{call.Project}/aggregated/operations"),
        };
        list.Default("nextPageToken", page.NextToken);
        return list;
    }

    private Page PageOf(MethodCall call, string prefix)
    {
        var filter = ListFilter.Parse(call.Query.GetValueOrDefault("filter") ?? "");
        var now = context.Time.GetUtcNow();
        var all = context.Operations.All(prefix).Select(o => KeyValuePair.Create(o.Key, Render(o, now))).Where(o => filter(o.Value)).OrderBy(o => o.Key, StringComparer.Ordinal);
        return Page.Of([.. all], call.QueryInt("maxResults", 500), call.Query.GetValueOrDefault("pageToken"));
    }
}
