using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Tables;

/// <summary>The columns that a definition states for its resources, by simple JSON paths.</summary>
internal static class CustomCells
{
    public static IReadOnlyList<TableColumn> Of(CustomTypeInfo custom)
    {
        var stated = custom.Columns.Select(column => new TableColumn(
            column.Name,
            (obj, clock) => Cell(column, obj, clock),
            Wide: column.Priority > 0,
            Type: column.Type,
            Format: column.Format,
            Description: column.Description));
        return custom.Columns.Count == 0 ? [Columns.Name, Columns.Age] : [Columns.Name, .. stated];
    }

    /// <summary>Follows a JSON path such as <c>.status.conditions[?(@.type=="Ready")].status</c>; several results are joined by commas.</summary>
    public static IReadOnlyList<JsonNode?> Find(JsonNode? root, string path)
    {
        IEnumerable<JsonNode?> nodes = [root];
        foreach (var step in Steps(path))
        {
            nodes = nodes.SelectMany(node => Follow(node, step));
        }

        return [.. nodes.Where(node => node is not null)];
    }

    private static JsonNode? Cell(CustomColumn column, JsonObject obj, TableClock clock)
    {
        var found = Find(obj, column.JsonPath);
        if (found.Count == 0)
        {
            return column.Type == "date" ? "" : null;
        }

        return column.Type switch
        {
            "date" => clock.Age(found[0]),
            "string" => string.Join(',', found.Select(Columns.ScalarText)),
            _ => found[0]?.DeepClone(),
        };
    }

    private static IEnumerable<JsonNode?> Follow(JsonNode? node, string step)
    {
        if (step == "*")
        {
            return node switch { JsonArray list => list, JsonObject json => json.Select(field => field.Value), _ => [] };
        }

        if (step.StartsWith('?'))
        {
            return node is JsonArray list ? list.Where(item => Holds(item, step)) : [];
        }

        return node switch
        {
            JsonObject json => [json[step]],
            JsonArray list when int.TryParse(step, CultureInfo.InvariantCulture, out var index) && index < list.Count => [list[index < 0 ? list.Count + index : index]],
            _ => [],
        };
    }

    /// <summary>A filter of the form <c>?(@.type=="Ready")</c>: the only one that definitions use.</summary>
    private static bool Holds(JsonNode? item, string filter)
    {
        var inner = filter[1..].Trim('(', ')');
        var equals = inner.IndexOf("==", StringComparison.Ordinal);
        if (equals < 0)
        {
            return item.At(inner.Trim().TrimStart('@')) is not null;
        }

        var value = inner[(equals + 2)..].Trim().Trim('"', '\'');
        return Columns.ScalarText(item.At(inner[..equals].Trim().TrimStart('@'))) == value;
    }

    private static List<string> Steps(string path)
    {
        var steps = new List<string>();
        var text = new StringBuilder();
        for (var index = 0; index < path.Length; index++)
        {
            switch (path[index])
            {
                case '\\' when index + 1 < path.Length:
                    text.Append(path[++index]);
                    break;
                case '.':
                    Take();
                    break;
                case '[':
                    Take();
                    var depth = 0;
                    var start = index + 1;
                    while (++index < path.Length && (path[index] != ']' || depth > 0))
                    {
                        depth += path[index] switch { '(' => 1, ')' => -1, _ => 0 };
                    }

                    text.Append(path.AsSpan(start, Math.Min(index, path.Length) - start).Trim("'\""));
                    Take();
                    break;
                default:
                    text.Append(path[index]);
                    break;
            }
        }

        Take();
        return steps;

        void Take()
        {
            if (text.Length > 0)
            {
                steps.Add(text.ToString());
                text.Clear();
            }
        }
    }
}
