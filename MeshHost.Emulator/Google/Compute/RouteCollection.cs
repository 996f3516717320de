using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>Routes.</summary>
internal sealed class RouteCollection(ComputeContext context) : ComputeCollection(context, "routes", "route", ComputeScope.Global)
{
    /// <inheritdoc/>
    protected override void Prepare(JsonObject resource, string project, string path)
    {
        var reference = resource.Text("network") ?? throw new GoogleErrorException(400, "required", "INVALID_ARGUMENT", "Required field 'resource.network' not specified");
        resource["network"] = ComputeLinks.Link(Context.RequireReady(reference, project));
        if (AddressRange.TryParse(resource.Text("destRange")) is null)
        {
            throw GoogleErrorException.Invalid($"'{resource.Text("destRange")}'. Must be a CIDR address range.", "resource.destRange");
        }

        if (!resource.Any(f => f.Key.StartsWith("nextHop", StringComparison.Ordinal)))
        {
            throw GoogleErrorException.Invalid("Exactly one next hop must be specified.", "resource.nextHop");
        }

        resource.Default("description", "");
        resource.Default("priority", 1000);
    }
}
