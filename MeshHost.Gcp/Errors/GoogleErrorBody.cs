namespace MeshHost.Gcp.Errors;

/// <summary>What can be read from an error answer, in either of the two shapes that Google's APIs have.</summary>
internal sealed record GoogleErrorBody
{
    private static readonly Dictionary<string, string> s_none = [];

    /// <summary>HTTP status code.</summary>
    public int Code { get; init; }

    /// <summary>Google's message.</summary>
    public required string Message { get; init; }

    /// <summary>Canonical status of the newer shape, for example PERMISSION_DENIED.</summary>
    public string? Status { get; init; }

    /// <summary>Reason of the older shape, for example alreadyExists, or the code of an operation's failure.</summary>
    public string? Reason { get; init; }

    /// <summary>Reason of the ErrorInfo detail, for example SERVICE_DISABLED.</summary>
    public string? ErrorInfoReason { get; init; }

    /// <summary>Metadata of the ErrorInfo and quota details.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = s_none;
}
