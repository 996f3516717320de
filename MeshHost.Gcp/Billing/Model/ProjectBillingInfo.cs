namespace MeshHost.Gcp.Billing;

/// <summary>Billing of a project.</summary>
public sealed record ProjectBillingInfo
{
    /// <summary>billingAccounts/ID, or empty.</summary>
    public string? BillingAccountName { get; init; }

    /// <summary>Whether the project is billed; without it Compute Engine and GKE refuse.</summary>
    public bool? BillingEnabled { get; init; }

    /// <summary>Project id.</summary>
    public string? ProjectId { get; init; }
}
