using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>Reads objects and lists out of answers. Nodes are backed by a copy of their own bytes until they are looked at.</summary>
internal static class ObjectReader
{
    public static JsonObject ReadObject(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw new KubernetesApiException("The API server sent JSON that is not an object.");
        }
        catch (JsonException exception)
        {
            throw new KubernetesApiException($"The API server sent something that is not JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Reads one page of a list into <paramref name="objects"/>.</summary>
    /// <returns>The list's resource version, and the token of the next page.</returns>
    public static (string? ResourceVersion, string? Continue) ReadList(ReadOnlySpan<byte> body, GroupVersionKind kind, List<KubernetesObject> objects)
    {
        string? resourceVersion = null;
        string? next = null;
        Utf8JsonReader reader = new(body);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("items"u8))
                {
                    ReadItems(ref reader, kind, objects);
                }
                else if (reader.ValueTextEquals("metadata"u8))
                {
                    reader.Read();
                    JsonNode? metadata = JsonNode.Parse(ref reader);
                    resourceVersion = metadata.StringAt("resourceVersion");
                    next = metadata.StringAt("continue");
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException exception)
        {
            throw new KubernetesApiException($"The API server sent a list that is not JSON: {exception.Message}", exception);
        }

        return (resourceVersion, next);
    }

    private static void ReadItems(ref Utf8JsonReader reader, GroupVersionKind kind, List<KubernetesObject> objects)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return; // "items": null
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (JsonNode.Parse(ref reader) is not JsonObject item)
            {
                continue;
            }

            // The items of built-in kinds do not repeat what the list says.
            if (!item.ContainsKey("kind"))
            {
                item.Insert(0, "kind", kind.Kind);
                item.Insert(0, "apiVersion", kind.ApiVersion);
            }

            objects.Add(new KubernetesObject(item));
        }
    }
}
