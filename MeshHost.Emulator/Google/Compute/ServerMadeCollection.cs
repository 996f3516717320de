using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>
/// A collection whose resources only GKE and its controllers make here: clients see and delete them, which is what a clean
/// teardown needs. Inserting answers that it is not modelled.
/// </summary>
internal sealed class ServerMadeCollection(
    ComputeContext context,
    string collection,
    string kind,
    ComputeScope scope,
    string? methodPrefix = null,
    bool canDelete = true) : ComputeCollection(context, collection, kind, scope)
{
    private readonly string _methodPrefix = methodPrefix ?? collection;
    private readonly string _kind = kind;

    /// <inheritdoc/>
    protected override string MethodPrefix => _methodPrefix;

    /// <inheritdoc/>
    protected override bool CanInsert => false;

    /// <inheritdoc/>
    protected override bool CanDelete => canDelete;

    /// <inheritdoc/>
    protected override void CheckDelete(string key, JsonObject resource)
    {
        if (resource.Texts("users").FirstOrDefault() is { } attached)
        {
            throw InUse(key, ComputeLinks.Path(attached, ""));
        }

        var link = resource.Text("selfLink")!;
        var user = Context.State.Under("compute/projects/")
            .FirstOrDefault(r => r.Key != key && (r.Value.Text("target") == link || r.Value.Text("backendService") == link || RefersTo(r.Value["healthChecks"], link)
                || r.Value.Items("backends").Any(b => b.Text("group") == link)));
        if (user.Key is not null)
        {
            throw InUse(key, ComputeContext.PathOf(user.Key));
        }
    }

    private GoogleErrorException InUse(string key, string user) => new(
        400, "resourceInUseByAnotherResource", "FAILED_PRECONDITION", $"The {_kind} resource '{ComputeContext.PathOf(key)}' is already being used by '{user}'");

    private static bool RefersTo(JsonNode? references, string link) => references is JsonArray array && array.Any(r => r?.GetValue<string>() == link);
}
