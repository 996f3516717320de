using System.Text.Json.Nodes;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Bookinfo;

/// <summary>Bookinfo's details service.</summary>
/// <param name="container">The container.</param>
internal sealed class DetailsBehavior(ContainerContext container) : BookinfoBehavior(container)
{
    public override Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken) => Task.FromResult(
        request.Path == "/health" ? EmulatedResponse.Json(new JsonObject { ["status"] = "Details is healthy" })
        : IdOf(request.Path, "/details/") is { } id ? EmulatedResponse.Json(Details(id))
        : EmulatedResponse.NotFound("please provide numeric product id"));

    private static JsonObject Details(int id) => new()
    {
        ["id"] = id,
        ["author"] = "William Shakespeare",
        ["year"] = 1595,
        ["type"] = "paperback",
        ["pages"] = 200,
        ["publisher"] = "PublisherA",
        ["language"] = "English",
        ["ISBN-10"] = "1234567890",
        ["ISBN-13"] = "123-1234567890",
    };
}
