using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Discovery;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.ServiceUsage;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Projects;

/// <summary>The projects that exist and the services that are enabled in them.</summary>
internal sealed class ProjectDirectory
{
    private readonly CloudState _state;

    /// <summary>Makes the projects that do not exist yet.</summary>
    /// <param name="state">The state.</param>
    /// <param name="options">Which projects.</param>
    public ProjectDirectory(CloudState state, GoogleCloudOptions options)
    {
        _state = state;
        foreach (var id in options.Projects)
        {
            if (state.Find(Key(id)) is null)
            {
                state.Put(Key(id), new JsonObject
                {
                    ["projectId"] = id,
                    ["projectNumber"] = NumberOf(id),
                    ["name"] = id,
                    ["lifecycleState"] = "ACTIVE",
                    ["$billing"] = "billingAccounts/0E0E0E-0E0E0E-0E0E0E",
                    ["createTime"] = options.TimeProvider.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                });
                foreach (var service in options.EnabledServices)
                {
                    state.Put(ServiceKey(id, service), new JsonObject { ["state"] = "ENABLED" });
                }
            }
        }
    }

    /// <summary>The state's key of a project.</summary>
    /// <param name="id">Project id.</param>
    /// <returns>The key.</returns>
    public static string Key(string id) => $"projects/{id}";

    /// <summary>The state's key of a service in a project.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="service">Service, such as <c>compute.googleapis.com</c>.</param>
    /// <returns>The key.</returns>
    public static string ServiceKey(string project, string service) => $"services/{project}/{service}";

    /// <summary>Finds a project by id or number.</summary>
    /// <param name="name">Id or number.</param>
    /// <returns>The project, or <see langword="null"/>.</returns>
    public Project? Find(string name)
    {
        var json = _state.Find(Key(name)) ?? _state.Under("projects/").Select(p => p.Value).FirstOrDefault(p => p.Text("projectNumber") == name);
        return json is null ? null : new Project(json.Text("projectId")!, json.Text("projectNumber")!);
    }

    /// <summary>All projects.</summary>
    /// <returns>The projects, by id.</returns>
    public IReadOnlyList<Project> All() => [.. _state.Under("projects/").Select(p => new Project(p.Value.Text("projectId")!, p.Value.Text("projectNumber")!))];

    /// <summary>Finds the project of a call.</summary>
    /// <param name="api">The API that is called.</param>
    /// <param name="name">Id or number.</param>
    /// <returns>The project.</returns>
    /// <exception cref="GoogleErrorException">There is none; Google does not tell missing from forbidden.</exception>
    public Project Require(ApiDescription api, string name) => Find(name) ?? throw (api.Name switch
    {
        "compute" => GoogleErrorException.NotFound($"The resource 'projects/{name}' was not found"),
        "cloudresourcemanager" => new GoogleErrorException(403, "forbidden", "PERMISSION_DENIED", "The caller does not have permission") { OmitLegacyErrors = true },
        _ => GoogleErrorException.Forbidden($"Permission denied on resource project {name}."),
    });

    /// <summary>Whether a service is enabled.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="service">The service.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public bool IsEnabled(string project, string service) => _state.Find(ServiceKey(project, service))?.Text("state") == "ENABLED";

    /// <summary>Whether a project has a billing account.</summary>
    /// <param name="project">Project id.</param>
    /// <returns><see langword="true"/> when it has.</returns>
    public bool HasBilling(string project) => !string.IsNullOrEmpty(_state.Find(Key(project))?.Text("$billing"));

    /// <summary>Links a project to a billing account, or to none.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="account">Name such as <c>billingAccounts/000000-000000-000000</c>; empty for none.</param>
    public void SetBilling(string project, string account)
    {
        var json = _state.Find(Key(project))!;
        json["$billing"] = account;
        _state.Put(Key(project), json);
    }

    /// <summary>Checks that an API is enabled.</summary>
    /// <param name="api">The API.</param>
    /// <param name="project">The project.</param>
    /// <exception cref="GoogleErrorException">It is not.</exception>
    public void RequireService(ApiDescription api, Project project)
    {
        // These can be called in a project where nothing is enabled yet, else nothing ever could be.
        if (api.Name is "serviceusage" or "cloudbilling" or "cloudresourcemanager")
        {
            return;
        }

        if (!IsEnabled(project.Id, api.Service))
        {
            throw GoogleErrorException.ServiceDisabled(api.Service, KnownServices.Title(api.Service), project.Number);
        }
    }

    // Numbers follow from the id, so that links stay the same from run to run.
    private static string NumberOf(string id) =>
        (100_000_000_000 + (BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(id))) % 900_000_000_000)).ToString(CultureInfo.InvariantCulture);
}
