namespace MeshHost.Gcp.Compute;

/// <summary>A VPC firewall rule.</summary>
public sealed record Firewall
{
    /// <summary>Name, unique in the project; also required in the body of a PATCH.</summary>
    public string? Name { get; init; }

    /// <summary>Free text. Carries the ownership marker.</summary>
    public string? Description { get; init; }

    /// <summary>Link of the network.</summary>
    public string? Network { get; init; }

    /// <summary>INGRESS or EGRESS; immutable.</summary>
    public string? Direction { get; init; }

    /// <summary>0 to 65535, lower wins; 1000 unless set.</summary>
    public int? Priority { get; init; }

    /// <summary>Whether the rule is not enforced.</summary>
    public bool? Disabled { get; init; }

    /// <summary>Protocols and ports that the rule lets in.</summary>
    public IReadOnlyList<FirewallProtocol>? Allowed { get; init; }

    /// <summary>Protocols and ports that the rule refuses.</summary>
    public IReadOnlyList<FirewallProtocol>? Denied { get; init; }

    /// <summary>Source ranges in CIDR notation.</summary>
    public IReadOnlyList<string>? SourceRanges { get; init; }

    /// <summary>Source network tags; not together with service accounts.</summary>
    public IReadOnlyList<string>? SourceTags { get; init; }

    /// <summary>Service accounts of the instances that the rule applies to.</summary>
    public IReadOnlyList<string>? TargetServiceAccounts { get; init; }

    /// <summary>Network tags of the instances that the rule applies to.</summary>
    public IReadOnlyList<string>? TargetTags { get; init; }

    /// <summary>Logging of the rule.</summary>
    public FirewallLogConfig? LogConfig { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}
