using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Bookinfo;

/// <summary>Bookinfo's ratings service, with its ratings in memory.</summary>
/// <param name="container">The container.</param>
internal sealed class RatingsBehavior(ContainerContext container) : BookinfoBehavior(container)
{
    private readonly ConcurrentDictionary<int, JsonObject> _ratings = new();

    public override Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken) =>
        Task.FromResult(Answer(request));

    private EmulatedResponse Answer(EmulatedRequest request)
    {
        if (request.Path == "/health")
        {
            return EmulatedResponse.Json(new JsonObject { ["status"] = "Ratings is healthy" });
        }

        if (IdOf(request.Path, "/ratings/") is not { } id)
        {
            return EmulatedResponse.Json(new JsonObject { ["error"] = "please provide numeric product ID" }, 400);
        }

        if (request.Method == "POST")
        {
            if (JsonOf(new EmulatedResponse { Body = request.Body }) is not JsonObject ratings)
            {
                return EmulatedResponse.Json(new JsonObject { ["error"] = "please provide valid ratings JSON" }, 400);
            }

            _ratings[id] = ratings;
        }

        var stored = _ratings.GetValueOrDefault(id)?.DeepClone() ?? new JsonObject { ["Reviewer1"] = 5, ["Reviewer2"] = 4 };
        return EmulatedResponse.Json(new JsonObject { ["id"] = id, ["ratings"] = stored });
    }
}
