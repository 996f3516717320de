using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Selectors;
using MeshHost.Emulator.Kubernetes.Storage;
using MeshHost.Emulator.Kubernetes.Tables;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>Answers GET of one object and of lists, with selectors and pages.</summary>
internal sealed class ReadHandler(ClusterState state, TableRenderer tables)
{
    private const string TooOld =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    public Task GetAsync(ApiRequest request, ResourceType type, string? ns, string name)
    {
        var stored = state.Find(type, ns, name) ?? throw ApiErrors.NotFound(type, name);
        var renderer = new ObjectRenderer(state, tables, request);
        return renderer.AsTable || renderer.AsMetadata || stored.Json.Text("apiVersion") != type.ApiVersion
            ? ApiResponse.WriteAsync(request.Http, 200, renderer.Single(type, state.FromStorage(type, stored)))
            : ApiResponse.WriteAsync(request.Http, 200, stored.Bytes);
    }

    public Task ListAsync(ApiRequest request, ResourceType type, string? ns)
    {
        var labels = LabelSelector.Parse(request.Query("labelSelector"));
        var fields = FieldSelector.Parse(type, request.Query("fieldSelector"));
        var (stored, revision) = state.Store.List(type.Group, type.Plural, ns);
        var token = ReadToken(request);
        if (token is { } resumed)
        {
            revision = resumed.Revision;
            stored = [.. stored.Where(item => KeyOf(item) > resumed.After)];
        }

        var limit = int.TryParse(request.Query("limit"), CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed : int.MaxValue;
        var page = new List<StoredObject>(Math.Min(limit, stored.Count));
        var remaining = 0;
        foreach (var item in stored)
        {
            if (!labels.Matches(item.Json.Object("metadata").Object("labels")) || !fields.Matches(item.Json))
            {
                continue;
            }

            if (page.Count < limit)
            {
                page.Add(item);
            }
            else
            {
                remaining++;
            }
        }

        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (remaining > 0)
        {
            metadata["continue"] = WriteToken(revision, KeyOf(page[^1]));
            if (labels.IsEmpty && fields.IsEmpty)
            {
                metadata["remainingItemCount"] = remaining;
            }
        }

        var renderer = new ObjectRenderer(state, tables, request);
        return ApiResponse.WriteAsync(request.Http, 200, renderer.List(type, [.. page.Select(item => state.FromStorage(type, item))], metadata));
    }

    private static StoreKey KeyOf(StoredObject item) => new(item.Json.Namespace() ?? "", item.Json.Name());

    private static string WriteToken(long revision, StoreKey last) => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = revision, ["start"] = $"{last.Namespace}/{last.Name}" }.ToJson()));

    private (long Revision, StoreKey After)? ReadToken(ApiRequest request)
    {
        if (request.Query("continue") is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            var token = JsonNode.Parse(Convert.FromBase64String(text));
            var start = token.Text("start")!.Split('/', 2);
            var revision = token.Integer("rv")!.Value;
            return state.Store.IsCompacted(revision)
                ? throw ApiErrors.Expired(TooOld)
                : (revision, new StoreKey(start[0], start[1]));
        }
        catch (Exception exception) when (exception is FormatException or System.Text.Json.JsonException or NullReferenceException or InvalidOperationException)
        {
            throw ApiErrors.BadRequest("continue key is not valid: " + exception.Message);
        }
    }
}
