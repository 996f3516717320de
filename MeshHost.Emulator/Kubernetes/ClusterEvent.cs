using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes;

/// <summary>One change seen by a watch: ADDED, MODIFIED or DELETED, and the object as a private copy.</summary>
internal readonly record struct ClusterEvent(string Type, JsonObject Object);
