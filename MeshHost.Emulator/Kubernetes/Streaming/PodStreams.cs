namespace MeshHost.Emulator.Kubernetes.Streaming;

/// <summary>The subresources of pods that are streams.</summary>
internal sealed record PodStreams(LogHandler Logs, ExecHandler Exec, PortForwardHandler PortForward);
