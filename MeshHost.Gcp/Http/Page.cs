using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Http;

/// <summary>A page of a list. Each API calls its items differently, so they are found by name among the fields.</summary>
internal sealed record Page
{
    public string? NextPageToken { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement> Fields { get; init; } = [];

    /// <summary>Follows a list to its end.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="call">The call of the first page.</param>
    /// <param name="items">Name of the field with the items.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public static async Task<IReadOnlyList<T>> ListAsync<T>(
        GoogleCloudConnection connection, ApiCall call, string items, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        await foreach (var element in FieldsAsync(connection, call, items, cancellationToken).ConfigureAwait(false))
        {
            all.AddRange(ModelSerializer.Read<T[]>(element));
        }

        return all;
    }

    /// <summary>Follows an aggregated list, whose pages hold the items by scope, to its end.</summary>
    public static async Task<IReadOnlyList<T>> AggregateAsync<T>(
        GoogleCloudConnection connection, ApiCall call, string items, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        await foreach (var element in FieldsAsync(connection, call, "items", cancellationToken).ConfigureAwait(false))
        {
            foreach (var scope in element.EnumerateObject())
            {
                if (scope.Value.TryGetProperty(items, out var inScope))
                {
                    all.AddRange(ModelSerializer.Read<T[]>(inScope));
                }
            }
        }

        return all;
    }

    private static async IAsyncEnumerable<JsonElement> FieldsAsync(
        GoogleCloudConnection connection, ApiCall call, string field, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var page = await connection.SendAsync<Page?>(
                token is null ? call : call with { Query = [.. call.Query, new("pageToken", token)] }, cancellationToken).ConfigureAwait(false);
            if (page?.Fields.GetValueOrDefault(field) is { ValueKind: JsonValueKind.Array or JsonValueKind.Object } element)
            {
                yield return element;
            }

            token = string.IsNullOrEmpty(page?.NextPageToken) ? null : page.NextPageToken;
        }
        while (token is not null);
    }
}
