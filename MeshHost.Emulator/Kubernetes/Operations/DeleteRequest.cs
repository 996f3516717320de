namespace MeshHost.Emulator.Kubernetes.Operations;

/// <summary>What a DELETE asks for beside the object's name.</summary>
internal sealed record DeleteRequest
{
    public string Propagation { get; init; } = "Background";

    public int? GracePeriodSeconds { get; init; }

    public string? PreconditionUid { get; init; }

    public string? PreconditionResourceVersion { get; init; }
}
