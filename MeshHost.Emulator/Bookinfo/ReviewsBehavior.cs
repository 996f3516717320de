using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Bookinfo;

/// <summary>Bookinfo's reviews service: version 1 has no stars, 2 black ones, 3 red ones.</summary>
/// <param name="container">The container.</param>
internal sealed class ReviewsBehavior(ContainerContext container) : BookinfoBehavior(container)
{
    public override async Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken)
    {
        if (request.Path == "/health")
        {
            return EmulatedResponse.Json(new JsonObject { ["status"] = "Reviews is healthy" });
        }

        if (IdOf(request.Path, "/reviews/") is not { } id)
        {
            return EmulatedResponse.NotFound();
        }

        var color = Color();
        JsonObject? ratings = null;
        var failed = false;
        if (color is not null)
        {
            var answer = JsonOf(await AskAsync(request, HostOf("ratings"), $"/ratings/{id}", cancellationToken).ConfigureAwait(false));
            ratings = answer.Object("ratings");
            failed = ratings is null;
        }

        JsonObject Review(string reviewer, string text)
        {
            var review = new JsonObject { ["reviewer"] = reviewer, ["text"] = text };
            if (failed)
            {
                review["rating"] = new JsonObject { ["error"] = "Ratings service is currently unavailable" };
            }
            else if (color is not null)
            {
                review["rating"] = new JsonObject { ["stars"] = ratings.Integer(reviewer) ?? -1, ["color"] = color };
            }

            return review;
        }

        return EmulatedResponse.Json(new JsonObject
        {
            ["id"] = id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["podname"] = Container.Pod.Name,
            ["clustername"] = "null",
            ["reviews"] = new JsonArray(
                Review("Reviewer1", "An extremely entertaining play by Shakespeare. The slapstick humour is refreshing!"),
                Review("Reviewer2", "Absolutely fun and entertaining. The play lacks thematic depth when compared to other plays by Shakespeare.")),
        });
    }

    private string? Color()
    {
        var repository = ImageName.Parse(Container.Image).Repository;
        return repository.EndsWith("-v2", StringComparison.Ordinal) ? "black" : repository.EndsWith("-v3", StringComparison.Ordinal) ? "red" : null;
    }
}
