using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Iam;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Projects;

/// <summary>Cloud Resource Manager, versions 1 and 3, and Cloud Billing: projects, their IAM policy and billing account.</summary>
internal sealed class ProjectsApi(CloudState state, ProjectDirectory projects, IamPolicies policies, PermissionGate permissions)
{
    /// <summary>Adds the methods of the APIs. Both versions of the resource manager have the same method ids.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods)
    {
        methods.Add("cloudresourcemanager.projects.get", call => Render(call, projects.Find(call.Project)!));
        methods.Add("cloudresourcemanager.projects.list", call => new JsonObject { ["projects"] = All(call) });
        methods.Add("cloudresourcemanager.projects.search", call => new JsonObject { ["projects"] = All(call) });
        methods.Add("cloudresourcemanager.projects.getIamPolicy", call => policies.Get(IamPolicies.ProjectKey(call.Project), call.Body.Child("options")?.Number("requestedPolicyVersion")));
        methods.Add("cloudresourcemanager.projects.setIamPolicy", call => policies.Set(IamPolicies.ProjectKey(call.Project), call.Body));
        methods.Add("cloudresourcemanager.projects.testIamPermissions", call => permissions.Test(call.Project, call.Body));
        methods.Add("cloudbilling.projects.getBillingInfo", call => Billing(call.Project));
        methods.Add("cloudbilling.projects.updateBillingInfo", call =>
        {
            projects.SetBilling(call.Project, call.Body.Text("billingAccountName") ?? "");
            return Billing(call.Project);
        });
    }

    private JsonObject Billing(string project) => new()
    {
        ["name"] = $"projects/{project}/billingInfo",
        ["projectId"] = project,
        ["billingAccountName"] = state.Find(ProjectDirectory.Key(project))!.Text("$billing"),
        ["billingEnabled"] = projects.HasBilling(project),
    };

    private JsonArray All(MethodCall call) => new([.. projects.All().Select(p => (JsonNode)Render(call, p))]);

    private JsonObject Render(MethodCall call, Project project)
    {
        var stored = state.Find(ProjectDirectory.Key(project.Id))!;
        return call.Method.Api.Version == "v3"
            ? new JsonObject
            {
                ["name"] = $"projects/{project.Number}",
                ["parent"] = "organizations/433637338589",
                ["projectId"] = project.Id,
                ["state"] = "ACTIVE",
                ["displayName"] = stored.Text("name"),
                ["createTime"] = stored.Text("createTime"),
                ["etag"] = "W/\"a0d1b2c3d4e5f607\"",
            }
            : (JsonObject)stored.DeepClone();
    }
}
