namespace MeshHost.Emulator.Workloads;

/// <summary>A container whose program runs.</summary>
internal sealed record RunningContainer(string Name, string Image, ContainerBehavior Behavior, ContainerLog Log);
