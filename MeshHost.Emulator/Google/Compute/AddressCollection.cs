using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>Reserved addresses, regional and global.</summary>
internal sealed class AddressCollection(ComputeContext context, ComputeScope scope) : ComputeCollection(context, "addresses", "address", scope)
{
    private readonly ComputeScope _scope = scope;

    /// <inheritdoc/>
    protected override string MethodPrefix => _scope == ComputeScope.Global ? "globalAddresses" : "addresses";

    /// <inheritdoc/>
    protected override void Prepare(JsonObject resource, string project, string path)
    {
        resource.Default("addressType", "EXTERNAL");
        resource.Default("description", "");
        if (resource.Text("addressType") != "EXTERNAL")
        {
            throw new GoogleErrorException(501, "notImplemented", "UNIMPLEMENTED", "The emulated Google Cloud does not model internal addresses.");
        }

        resource.Default("networkTier", "PREMIUM");
        resource["address"] = ExternalAddresses.Free(Context.State);
        resource["status"] = "RESERVED";
        resource["labelFingerprint"] = Context.Identifiers.NextFingerprint();
    }

    /// <inheritdoc/>
    protected override void CheckDelete(string key, JsonObject resource)
    {
        if (View(resource).Texts("users").FirstOrDefault() is { } user)
        {
            throw new GoogleErrorException(
                400,
                "resourceInUseByAnotherResource",
                "FAILED_PRECONDITION",
                $"The address resource '{ComputeContext.PathOf(key)}' is already being used by '{ComputeLinks.Path(user, "")}'");
        }
    }

    /// <inheritdoc/>
    protected override JsonObject View(JsonObject resource)
    {
        var users = Context.State.Under("compute/projects/")
            .Where(r => r.Value.Text("IPAddress") == resource.Text("address"))
            .Select(r => r.Value.Text("selfLink")!)
            .ToList();
        var view = (JsonObject)resource.DeepClone();
        if (users.Count > 0)
        {
            view["status"] = "IN_USE";
            view["users"] = ResourceJson.Array(users);
        }

        return view;
    }
}
