using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MeshHost.Emulator.Google.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Emulator.Google.Faults;

/// <summary>
/// The emulator's own HTTP interface, below <c>/emulator/v1</c>: faults, denied permissions, billing and the inventory. Google has
/// nothing like it; tests and people who try things out do.
/// </summary>
internal sealed class AdminEndpoint(GoogleCloud cloud)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Adds the interface to an application.</summary>
    /// <param name="app">The application.</param>
    public void Map(WebApplication app)
    {
        app.MapGet("/emulator/v1/faults", http => WriteAsync(http, Faults()));
        app.MapPost("/emulator/v1/faults", http => ChangeAsync(http, AddFault));
        app.MapDelete("/emulator/v1/faults", http => ChangeAsync(http, _ =>
        {
            cloud.Faults.Clear();
            return [];
        }));
        app.MapDelete("/emulator/v1/faults/{id:int}", http => ChangeAsync(http, _ =>
            cloud.Faults.Remove(int.Parse((string)http.Request.RouteValues["id"]!, CultureInfo.InvariantCulture)) ? [] : throw new ArgumentException("There is no such fault.")));
        app.MapPost("/emulator/v1/permissions", http => ChangeAsync(http, ChangePermissions));
        app.MapPost("/emulator/v1/billing", http => ChangeAsync(http, body =>
        {
            cloud.SetBilling(Required(body, "project"), body.Text("account") ?? "");
            return [];
        }));
        app.MapGet("/emulator/v1/inventory", http => WriteAsync(http, new JsonObject { ["resources"] = ResourceJson.Array(cloud.Inventory()) }));
    }

    private static string Required(JsonObject body, string field) => body.Text(field) ?? throw new ArgumentException($"'{field}' is required.");

    private static Task WriteAsync(HttpContext http, JsonObject body) => GoogleEndpoint.WriteAsync(http, StatusCodes.Status200OK, body);

    private static async Task ChangeAsync(HttpContext http, Func<JsonObject, JsonObject> change)
    {
        var bytes = await GoogleEndpoint.ReadAsync(http).ConfigureAwait(false);
        try
        {
            var body = bytes.Length == 0 ? [] : JsonNode.Parse(bytes.Span) as JsonObject ?? throw new ArgumentException("The body must be a JSON object.");
            await WriteAsync(http, change(body)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ArgumentException or JsonException)
        {
            await GoogleEndpoint.WriteAsync(http, StatusCodes.Status400BadRequest, new JsonObject { ["error"] = error.Message }).ConfigureAwait(false);
        }
    }

    private JsonObject Faults() => new()
    {
        ["hits"] = cloud.Faults.Hits,
        ["named"] = ResourceJson.Array(FaultCatalog.Names),
        ["faults"] = new JsonArray([.. cloud.Faults.Active.Select(f => (JsonNode)new JsonObject
        {
            ["id"] = f.Id,
            ["hits"] = f.Hits,
            ["fault"] = JsonSerializer.SerializeToNode(f.Fault, s_json),
        })]),
    };

    // Either {"name":"stockout","method":"container.*.create","count":1,"target":...}, or all fields of a fault.
    private JsonObject AddFault(JsonObject body)
    {
        if (body.Text("name") is not { } name)
        {
            return new JsonObject { ["id"] = cloud.Faults.Add(body.Deserialize<Fault>(s_json)!) };
        }

        var fault = FaultCatalog.Create(name, Required(body, "method"), (int?)body.Number("count") ?? 1);
        return new JsonObject { ["id"] = cloud.Faults.Add(fault with { Target = body.Text("target"), Skip = (int)(body.Number("skip") ?? 0) }) };
    }

    private JsonObject ChangePermissions(JsonObject body)
    {
        foreach (var pattern in body.Texts("deny"))
        {
            cloud.Permissions.Deny(pattern);
        }

        foreach (var pattern in body.Texts("allow"))
        {
            cloud.Permissions.Allow(pattern);
        }

        return [];
    }
}
