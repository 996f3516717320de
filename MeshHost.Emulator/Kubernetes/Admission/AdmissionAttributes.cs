using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Admission;

/// <summary>The write that admission decides on.</summary>
internal sealed record AdmissionAttributes(ResourceType Type, string Operation, JsonObject? Object, JsonObject? OldObject, WriteContext Context);
