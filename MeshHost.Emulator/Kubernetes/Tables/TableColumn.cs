using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes.Tables;

/// <summary>A column that <c>kubectl get</c> shows: its name, how to fill it, and whether only <c>-o wide</c> has it.</summary>
internal sealed record TableColumn(string Name, Func<JsonObject, TableClock, JsonNode?> Cell, bool Wide = false, string Type = "string", string Format = "", string Description = "");
