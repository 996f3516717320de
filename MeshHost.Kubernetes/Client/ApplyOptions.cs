namespace MeshHost.Kubernetes;

/// <summary>How an object is applied on the server side.</summary>
public sealed record ApplyOptions
{
    /// <summary>Gets the field manager; <see langword="null"/> for the client's own.</summary>
    public string? FieldManager { get; init; }

    /// <summary>Gets whether fields owned by other managers are taken over. Default: false, a conflict is an error.</summary>
    public bool Force { get; init; }

    /// <summary>Gets whether the server only tries, storing nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Gets what the server does with unknown fields: <c>Strict</c> (default), <c>Warn</c> or <c>Ignore</c>.</summary>
    public string FieldValidation { get; init; } = "Strict";

    /// <summary>Gets the subresource to apply to, such as <c>status</c>.</summary>
    public string? Subresource { get; init; }
}
