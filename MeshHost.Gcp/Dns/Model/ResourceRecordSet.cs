namespace MeshHost.Gcp.Dns;

/// <summary>A set of DNS records of one name and type.</summary>
public sealed record ResourceRecordSet
{
    /// <summary>Full name, with the dot at its end.</summary>
    public string? Name { get; init; }

    /// <summary>A, AAAA, CNAME, TXT, ...</summary>
    public string? Type { get; init; }

    /// <summary>Time to live in seconds.</summary>
    public int? Ttl { get; init; }

    /// <summary>The records; compared as a set, as the order may differ.</summary>
    public IReadOnlyList<string>? Rrdatas { get; init; }
}
