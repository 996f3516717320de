using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Patching;

/// <summary>JSON patch (RFC 6902): add, remove, replace, move, copy and test by pointers.</summary>
internal static class JsonPatch
{
    public static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        JsonNode result = target.DeepClone();
        foreach (var operation in operations.Objects())
        {
            result = ApplyOne(result, operation);
        }

        return result as JsonObject ?? throw Unprocessable("the patched document is not an object");
    }

    private static JsonNode ApplyOne(JsonNode root, JsonObject operation)
    {
        var path = operation.Text("path") ?? throw ApiErrors.BadRequest("jsonpatch operation without a path");
        switch (operation.Text("op"))
        {
            case "add":
                return Add(root, path, operation["value"]?.DeepClone());
            case "remove":
                Remove(root, path);
                return root;
            case "replace":
                if (path.Length == 0)
                {
                    return operation["value"]?.DeepClone() ?? new JsonObject();
                }

                Remove(root, path, "replace");
                return Add(root, path, operation["value"]?.DeepClone());
            case "move":
                var moved = Find(root, operation.Text("from") ?? "", "move")?.DeepClone();
                Remove(root, operation.Text("from") ?? "");
                return Add(root, path, moved);
            case "copy":
                return Add(root, path, Find(root, operation.Text("from") ?? "", "copy")?.DeepClone());
            case "test":
                return JsonNode.DeepEquals(Find(root, path, "test"), operation["value"])
                    ? root
                    : throw Unprocessable($"testing value {path} failed");
            default:
                throw ApiErrors.BadRequest($"Unexpected kind: {operation.Text("op")}");
        }
    }

    private static JsonNode Add(JsonNode root, string path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value ?? new JsonObject();
        }

        var (parent, last) = Parent(root, path, "add");
        switch (parent)
        {
            case JsonObject json:
                json[last] = value;
                break;
            case JsonArray list when last == "-":
                list.Add(value);
                break;
            case JsonArray list:
                var index = Index(last, list.Count);
                list.Insert(index, value);
                break;
            default:
                throw Missing("add", path);
        }

        return root;
    }

    private static void Remove(JsonNode root, string path, string operation = "remove")
    {
        var (parent, last) = Parent(root, path, operation);
        switch (parent)
        {
            case JsonObject json when json.ContainsKey(last):
                json.Remove(last);
                break;
            case JsonArray list when int.TryParse(last, CultureInfo.InvariantCulture, out var index) && index < list.Count:
                list.RemoveAt(index);
                break;
            default:
                throw Missing(operation, path);
        }
    }

    private static JsonNode? Find(JsonNode root, string path, string operation)
    {
        JsonNode? node = root;
        foreach (var part in Parts(path))
        {
            node = node switch
            {
                JsonObject json when json.ContainsKey(part) => json[part],
                JsonArray list when int.TryParse(part, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
                _ => operation == "test" ? null : throw Missing(operation, path),
            };
        }

        return node;
    }

    private static (JsonNode? Parent, string Last) Parent(JsonNode root, string path, string operation)
    {
        var slash = path.LastIndexOf('/');
        if (slash < 0)
        {
            throw Missing(operation, path);
        }

        return (Find(root, path[..slash], operation), Unescape(path[(slash + 1)..]));
    }

    private static int Index(string text, int count) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var index) && index <= count
            ? index
            : throw Unprocessable($"Unable to access invalid index: {text}: invalid index referenced");

    private static IEnumerable<string> Parts(string path) => path.Length == 0 ? [] : path[1..].Split('/').Select(Unescape);

    private static string Unescape(string part) =>
        part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static StatusException Missing(string operation, string path) =>
        Unprocessable($"{operation} operation does not apply: doc is missing path: \"{path}\": missing value");

    private static StatusException Unprocessable(string message) =>
        new(422, "Invalid", $"the server rejected our request due to an error in our request: {message}");
}
