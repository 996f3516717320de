using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes.Operations;

/// <summary>The object as written, and whether it is new.</summary>
internal sealed record WriteResult(JsonObject Object, bool Created);
