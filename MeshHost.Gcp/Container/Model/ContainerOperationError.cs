namespace MeshHost.Gcp.Container;

/// <summary>The failure of a GKE operation.</summary>
public sealed record ContainerOperationError
{
    /// <summary>Canonical code.</summary>
    public int? Code { get; init; }

    /// <summary>Google's explanation.</summary>
    public string? Message { get; init; }
}
