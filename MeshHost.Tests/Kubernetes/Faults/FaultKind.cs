namespace MeshHost.Tests.Kubernetes.Faults;

/// <summary>What happens to one request on its way to the API server or back.</summary>
internal enum FaultKind
{
    None,

    /// <summary>429 with Retry-After; the server never sees the request.</summary>
    TooManyRequests,

    /// <summary>500 from the server, which did nothing.</summary>
    InternalError,

    /// <summary>504 for a request that the server carried out.</summary>
    LateGatewayTimeout,

    /// <summary>Forwarded after a while.</summary>
    Slow,

    /// <summary>Never answered: the client has to give up by itself.</summary>
    Stalled,

    /// <summary>The connection, with everything on it, is cut before the server sees the request.</summary>
    CutBefore,

    /// <summary>The server carries the request out; the connection is cut in place of an answer.</summary>
    CutAfter,

    /// <summary>The connection is cut in the middle of the answer.</summary>
    CutWithin,

    /// <summary>As <see cref="CutWithin"/>, and the server forgets its history meanwhile: a watch cannot continue where it was.</summary>
    CutAndCompact,

    /// <summary>The API server is stopped and started again, before it sees the request.</summary>
    Restart,
}
