namespace MeshHost.Gcp.Dns;

/// <summary>A Cloud DNS zone.</summary>
public sealed record ManagedZone
{
    /// <summary>Name, unique in the project.</summary>
    public string? Name { get; init; }

    /// <summary>Domain, with the dot at its end.</summary>
    public string? DnsName { get; init; }

    /// <summary>Free text. Carries the ownership marker.</summary>
    public string? Description { get; init; }

    /// <summary>public or private.</summary>
    public string? Visibility { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Name servers that the parent domain has to delegate to, filled in by the server.</summary>
    public IReadOnlyList<string>? NameServers { get; init; }

    /// <summary>Numeric id, filled in by the server.</summary>
    public string? Id { get; init; }
}
