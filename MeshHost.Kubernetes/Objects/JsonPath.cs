using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>Looks values up by dotted paths: <c>a.b[0].c</c>, with <c>\.</c> for a dot within a key.</summary>
internal static class JsonPath
{
    public static JsonNode? Find(JsonNode? node, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        foreach (string step in Split(path))
        {
            switch (node)
            {
                case JsonObject map:
                    node = map[step];
                    break;
                case JsonArray list when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Count:
                    node = list[index];
                    break;
                default:
                    return null;
            }
        }

        return node;
    }

    private static IEnumerable<string> Split(string path)
    {
        StringBuilder step = new();
        for (int i = 0; i < path.Length; i++)
        {
            char c = path[i];
            if (c == '\\' && i + 1 < path.Length)
            {
                step.Append(path[++i]);
            }
            else if (c is '.' or '[' or ']')
            {
                if (step.Length > 0)
                {
                    yield return step.ToString();
                    step.Clear();
                }
            }
            else
            {
                step.Append(c);
            }
        }

        if (step.Length > 0)
        {
            yield return step.ToString();
        }
    }
}
