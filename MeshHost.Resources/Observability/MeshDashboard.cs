using System.Text.Json.Nodes;

namespace MeshHost.Resources.Observability;

/// <summary>A Grafana dashboard: panels in two columns, each with one query.</summary>
/// <param name="Name">The dashboard's uid and file name.</param>
/// <param name="Title">What people see.</param>
/// <param name="Variables">Variables that panels may use, by name, with the query that lists their values.</param>
/// <param name="Panels">The panels, from left to right and top to bottom.</param>
internal sealed record MeshDashboard(string Name, string Title, IReadOnlyDictionary<string, string> Variables, IReadOnlyList<MeshDashboardPanel> Panels)
{
    private const int PanelWidth = 12;

    private const int PanelHeight = 8;

    /// <summary>Writes the dashboard in Grafana's model.</summary>
    public string ToJson() => new JsonObject
    {
        ["uid"] = Name,
        ["title"] = Title,
        ["tags"] = new JsonArray("istio", "meshhost"),
        ["schemaVersion"] = 39,
        ["refresh"] = "15s",
        ["time"] = new JsonObject { ["from"] = "now-15m", ["to"] = "now" },
        ["templating"] = new JsonObject { ["list"] = new JsonArray([.. Variables.Select(Variable)]) },
        ["panels"] = new JsonArray([.. Panels.Select(Panel)]),
    }.ToJsonString();

    private static JsonObject Variable(KeyValuePair<string, string> variable) => new()
    {
        ["name"] = variable.Key,
        ["type"] = "query",
        ["query"] = variable.Value,
        ["datasource"] = DataSource(),
        ["includeAll"] = true,
        ["multi"] = true,
        ["refresh"] = 2,
        ["current"] = new JsonObject { ["text"] = "All", ["value"] = "$__all" },
    };

    private static JsonObject Panel(MeshDashboardPanel panel, int index) => new()
    {
        ["id"] = index + 1,
        ["title"] = panel.Title,
        ["type"] = "timeseries",
        ["datasource"] = DataSource(),
        ["gridPos"] = new JsonObject { ["x"] = index % 2 * PanelWidth, ["y"] = index / 2 * PanelHeight, ["w"] = PanelWidth, ["h"] = PanelHeight },
        ["fieldConfig"] = new JsonObject { ["defaults"] = new JsonObject { ["unit"] = panel.Unit }, ["overrides"] = new JsonArray() },
        ["targets"] = new JsonArray(new JsonObject
        {
            ["refId"] = "A",
            ["expr"] = panel.Query,
            ["legendFormat"] = panel.Legend,
            ["datasource"] = DataSource(),
        }),
    };

    private static JsonObject DataSource() => new() { ["type"] = "prometheus", ["uid"] = "prometheus" };
}
