namespace MeshHost.Gcp.Iam;

/// <summary>An IAM service account.</summary>
public sealed record ServiceAccount
{
    /// <summary>projects/PROJECT/serviceAccounts/EMAIL.</summary>
    public string? Name { get; init; }

    /// <summary>E-mail address, by which everything refers to it.</summary>
    public string? Email { get; init; }

    /// <summary>Name shown to people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Free text. Carries the ownership marker.</summary>
    public string? Description { get; init; }

    /// <summary>The project.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Id that differs when an account of the same name is made again.</summary>
    public string? UniqueId { get; init; }

    /// <summary>Whether it is disabled.</summary>
    public bool? Disabled { get; init; }
}
