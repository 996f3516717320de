using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>A ready pod behind a service, and its port.</summary>
internal sealed record ServiceEndpoint(RunningPod Pod, int Port);
