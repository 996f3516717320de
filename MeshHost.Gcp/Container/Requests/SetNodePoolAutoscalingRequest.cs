namespace MeshHost.Gcp.Container;

/// <summary>Body of nodePools.setAutoscaling.</summary>
internal sealed record SetNodePoolAutoscalingRequest(NodePoolAutoscaling Autoscaling);
