using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Operations;
using MeshHost.Emulator.Google.Projects;

namespace MeshHost.Emulator.Google.Container;

/// <summary>The operations of the container API, which clients poll: there is no way to wait for one.</summary>
internal sealed class ContainerOperations(ContainerContext context)
{
    private static readonly (string Name, int Total)[] s_phases = [("CLUSTER_CONFIGURING", 8), ("CLUSTER_DEPLOYING", 12), ("CLUSTER_HEALTHCHECKING", 2)];

    /// <summary>Adds the methods.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods)
    {
        foreach (var folder in (string[])["locations", "zones"])
        {
            methods.Add($"container.projects.{folder}.operations.get", call => Render(Require(call)));
            methods.Add($"container.projects.{folder}.operations.list", List);
            methods.Add($"container.projects.{folder}.operations.cancel", Cancel);
        }
    }

    /// <summary>The scope of a location's operations.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="location">Zone or region.</param>
    /// <returns>The scope.</returns>
    public static string Scope(string project, string location) => $"projects/{project}/locations/{location}";

    /// <summary>An operation as the container API shows it.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The JSON.</returns>
    public JsonObject Render(Operation operation)
    {
        var scope = operation.Scope.Split('/');
        var project = context.Projects.Find(scope[1]) ?? new Project(scope[1], scope[1]);
        var location = ClusterAddress.LocationPath(scope[3]);
        var root = $"https://container.googleapis.com/v1/projects/{project.Number}/{location}";
        var json = new JsonObject
        {
            ["name"] = operation.Name,
            ["zone"] = scope[3],
            ["operationType"] = operation.Type,
            ["status"] = operation.Status switch { OperationStatus.Pending => "PENDING", OperationStatus.Aborting => "ABORTING", OperationStatus.Done => "DONE", _ => "RUNNING" },
            ["startTime"] = Timestamp(operation.InsertTime),
            ["selfLink"] = $"{root}/operations/{operation.Name}",
            ["targetLink"] = $"{root}/{string.Join('/', operation.Target.Split('/').Skip(5))}",
        };
        if (operation.EndTime is { } end)
        {
            json["endTime"] = Timestamp(end);
        }

        if (operation.Type is "CREATE_CLUSTER" or "UPGRADE_NODES" or "CREATE_NODE_POOL")
        {
            json["progress"] = Progress(operation);
        }

        if (operation.Error is { } error)
        {
            json["statusMessage"] = error.Message;
            json["error"] = new JsonObject { ["code"] = CanonicalCode(error.Code).Number, ["message"] = error.Message };
            json[operation.Target.Contains("/nodePools/", StringComparison.Ordinal) ? "nodepoolConditions" : "clusterConditions"] = new JsonArray(Condition(error));
        }

        return json;
    }

    /// <summary>An error as a condition of a cluster or pool.</summary>
    /// <param name="error">The error.</param>
    /// <returns>The condition.</returns>
    public static JsonObject Condition(OperationError error)
    {
        var condition = new JsonObject { ["message"] = error.Message, ["canonicalCode"] = CanonicalCode(error.Code).Name };
        if (error.Code is "GCE_STOCKOUT" or "GCE_QUOTA_EXCEEDED" or "GKE_SERVICE_ACCOUNT_DELETED" or "NODE_SERVICE_ACCOUNT_MISSING_PERMISSIONS" or "SET_BY_OPERATOR")
        {
            condition["code"] = error.Code;
        }

        return condition;
    }

    private static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);

    private static (int Number, string Name) CanonicalCode(string code) => code switch
    {
        "GCE_STOCKOUT" or "GCE_QUOTA_EXCEEDED" or "RESOURCE_EXHAUSTED" or "QUOTA_EXCEEDED" or "IP_SPACE_EXHAUSTED" => (8, "RESOURCE_EXHAUSTED"),
        "CANCELLED" => (1, "CANCELLED"),
        "NOT_FOUND" => (5, "NOT_FOUND"),
        "PERMISSION_DENIED" or "GKE_SERVICE_ACCOUNT_DELETED" or "NODE_SERVICE_ACCOUNT_MISSING_PERMISSIONS" => (7, "PERMISSION_DENIED"),
        "FAILED_PRECONDITION" => (9, "FAILED_PRECONDITION"),
        "UNAVAILABLE" => (14, "UNAVAILABLE"),
        _ => (13, "INTERNAL"),
    };

    // The phases of a creation follow each other; each has its own counter.
    private JsonObject Progress(Operation operation)
    {
        var done = operation.Progress(context.Time.GetUtcNow()) * s_phases.Sum(p => p.Total);
        var metrics = new JsonArray();
        foreach (var (name, total) in s_phases)
        {
            metrics.Add(new JsonObject { ["name"] = name, ["intValue"] = $"{(int)Math.Clamp(done, 0, total)}" });
            metrics.Add(new JsonObject { ["name"] = name + "_TOTAL", ["intValue"] = $"{total}" });
            done -= total;
        }

        return new JsonObject { ["metrics"] = metrics };
    }

    private Operation Require(MethodCall call)
    {
        var location = ClusterAddress.LocationOf(call);
        return context.Operations.Find(Operation.KeyOf("container", Scope(call.Project, location), call["operation"]))
            ?? throw ContainerErrors.NotFound($"projects/{call.Project}/{ClusterAddress.LocationPath(location)}/operations/{call["operation"]}");
    }

    private JsonObject List(MethodCall call)
    {
        var location = ClusterAddress.LocationOf(call);
        var prefix = location == "-" ? $"operations/container/projects/{call.Project}/" : $"operations/container/{Scope(call.Project, location)}/";
        var operations = context.Operations.All(prefix).Select(o => (JsonNode)Render(o)).ToArray();
        return operations.Length == 0 ? [] : new JsonObject { ["operations"] = new JsonArray(operations) };
    }

    private JsonObject Cancel(MethodCall call)
    {
        var operation = Require(call);
        if (operation.IsDone || operation.Type is not ("UPGRADE_NODES" or "CREATE_NODE_POOL" or "CREATE_CLUSTER"))
        {
            throw GoogleErrorException.FailedPrecondition($"Operation {operation.Name} cannot be cancelled{(operation.IsDone ? ": it is done" : "")}.");
        }

        context.Operations.Cancel(operation);
        return [];
    }
}
