namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Replica sets: nothing beyond what workloads share.</summary>
internal sealed class ReplicaSetRules : TemplateRules;
