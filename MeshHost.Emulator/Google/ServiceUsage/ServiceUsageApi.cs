using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Operations;
using MeshHost.Emulator.Google.Projects;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.ServiceUsage;

/// <summary>Service Usage: which APIs are enabled in a project.</summary>
internal sealed class ServiceUsageApi(CloudState state, OperationRunner operations, ProjectDirectory projects)
{
    private const int LargestBatch = 20;

    /// <summary>Adds the methods of the API.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods)
    {
        methods.Add("serviceusage.services.get", call => Service(Require(call), call["service"]));
        methods.Add("serviceusage.services.list", List);
        methods.Add("serviceusage.services.batchGet", BatchGet);
        methods.Add("serviceusage.services.enable", call => Change(call, [call["service"]], "ENABLED", "acf", "EnableServiceResponse"));
        methods.Add("serviceusage.services.disable", Disable);
        methods.Add("serviceusage.services.batchEnable", BatchEnable);
        methods.Add("serviceusage.operations.get", call => Render(operations.Find(Operation.KeyOf("serviceusage", "operations", call["operation"]))
            ?? throw GoogleErrorException.NotFound($"Operation {call["operation"]} was not found.")));
        operations.Register("serviceusage.change", new DelegateOperationHandler(Complete));
    }

    private static GoogleErrorException NotFound(string services) =>
        new(403, "forbidden", "PERMISSION_DENIED", $"Not found or permission denied for service(s): {services}.")
        {
            Details = [GoogleErrorException.ErrorInfo("SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED", "serviceusage.googleapis.com", new JsonObject { ["services"] = services })],
        };

    private Project Require(MethodCall call) => projects.Find(call.Project)!;

    private JsonObject Service(Project project, string service)
    {
        if (!KnownServices.Exists(service))
        {
            throw NotFound(service);
        }

        return new JsonObject
        {
            ["name"] = $"projects/{project.Number}/services/{service}",
            ["parent"] = $"projects/{project.Number}",
            ["config"] = new JsonObject { ["name"] = service, ["title"] = KnownServices.Title(service) },
            ["state"] = projects.IsEnabled(project.Id, service) ? "ENABLED" : "DISABLED",
        };
    }

    private JsonObject List(MethodCall call)
    {
        var wanted = call.Query.GetValueOrDefault("filter") switch
        {
            null or "" => null,
            "state:ENABLED" => "ENABLED",
            "state:DISABLED" => "DISABLED",
            var other => throw GoogleErrorException.Invalid($"The filter '{other}' is not supported: use state:ENABLED or state:DISABLED."),
        };
        var project = Require(call);
        var all = KnownServices.Names.Select(n => KeyValuePair.Create(n, Service(project, n))).Where(s => wanted is null || s.Value.Text("state") == wanted);
        var size = call.QueryInt("pageSize", 50);
        var page = Page.Of([.. all], size is > 0 and <= 200 ? size : 200, call.Query.GetValueOrDefault("pageToken"));
        var answer = new JsonObject();
        if (page.Items.Count > 0)
        {
            answer["services"] = new JsonArray([.. page.Items.Select(i => (JsonNode)i.Value)]);
        }

        answer.Default("nextPageToken", page.NextToken);
        return answer;
    }

    private JsonObject BatchGet(MethodCall call)
    {
        var project = Require(call);
        var names = (call.Query.GetValueOrDefault("names") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        return new JsonObject { ["services"] = new JsonArray([.. names.Select(n => (JsonNode)Service(project, n[(n.LastIndexOf('/') + 1)..]))]) };
    }

    private JsonObject BatchEnable(MethodCall call)
    {
        var services = call.Body.Texts("serviceIds").ToList();
        if (services.Count is 0 or > LargestBatch)
        {
            throw GoogleErrorException.Invalid($"A batch must have between 1 and {LargestBatch} services; this one has {services.Count}.");
        }

        return Change(call, services, "ENABLED", "acat", "BatchEnableServicesResponse");
    }

    private JsonObject Disable(MethodCall call)
    {
        var service = call["service"];
        var dependants = KnownServices.Names.Where(n => projects.IsEnabled(call.Project, n) && KnownServices.Needs(n).Contains(service)).ToList();
        if (dependants.Count > 0 && !call.Body.Flag("disableDependentServices"))
        {
            throw new GoogleErrorException(
                400,
                "failedPrecondition",
                "FAILED_PRECONDITION",
                $"The service {service} is depended on by the following active service(s): {string.Join(",", dependants)}; Please specify disable_dependent_services=true if you want to proceed with disabling all services.");
        }

        return Change(call, [service, .. dependants], "DISABLED", "acf", "DisableServiceResponse");
    }

    private JsonObject Change(MethodCall call, IReadOnlyList<string> services, string wanted, string kind, string response)
    {
        var project = Require(call);
        if (services.Where(s => !KnownServices.Exists(s)).ToList() is { Count: > 0 } unknown)
        {
            throw NotFound(string.Join(",", unknown));
        }

        var all = wanted == "ENABLED" ? services.SelectMany(s => KnownServices.Needs(s).Append(s)).Distinct().ToList() : services;
        var billed = all.Where(KnownServices.NeedsBilling).ToList();
        if (wanted == "ENABLED" && billed.Count > 0 && !projects.HasBilling(project.Id))
        {
            throw GoogleErrorException.FailedPrecondition(
                $"Billing account for project '{project.Number}' is not found. Billing must be enabled for activation of service(s) '{string.Join(",", billed)}' to proceed.",
                "UREQ_PROJECT_BILLING_NOT_FOUND");
        }

        var changes = all.Any(s => projects.IsEnabled(project.Id, s) != (wanted == "ENABLED"));
        var operation = operations.Start(new OperationRequest(
            "serviceusage", call.Method.Id, "operations", response, ProjectDirectory.Key(project.Id), "serviceusage.change", changes ? TimeSpan.FromSeconds(20) : TimeSpan.Zero)
        {
            NamePrefix = $"{kind}.p2-{project.Number}-",
            Payload = new JsonObject { ["project"] = project.Id, ["services"] = ResourceJson.Array(all), ["asked"] = ResourceJson.Array(services), ["state"] = wanted },
        });
        return Render(operation);
    }

    private void Complete(Operation operation)
    {
        foreach (var service in operation.Payload.Texts("services"))
        {
            state.Put(ProjectDirectory.ServiceKey(operation.Payload.Text("project")!, service), new JsonObject { ["state"] = operation.Payload.Text("state") });
        }
    }

    private JsonObject Render(Operation operation)
    {
        var json = new JsonObject { ["name"] = $"operations/{operation.Name}" };
        if (!operation.IsDone)
        {
            return json;
        }

        json["done"] = true;
        if (operation.Error is { } error)
        {
            json["error"] = new JsonObject { ["code"] = error.HttpStatus == 403 ? 7 : 9, ["message"] = error.Message };
            return json;
        }

        var project = projects.Find(operation.Payload.Text("project")!)!;
        var services = operation.Payload.Texts("asked").Select(s => (JsonNode)Service(project, s)).ToArray();
        var response = new JsonObject { ["@type"] = $"type.googleapis.com/google.api.serviceusage.v1.{operation.Type}" };
        if (operation.Type.StartsWith("Batch", StringComparison.Ordinal))
        {
            response["services"] = new JsonArray(services);
        }
        else
        {
            response["service"] = services[0];
        }

        json["response"] = response;
        return json;
    }
}
