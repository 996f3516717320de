namespace MeshHost.Gcp;

/// <summary>What kind of failure a Google API reported: what decides whether to repeat, to adopt, to wait or to tell a person.</summary>
public enum GoogleCloudErrorKind
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>The resource does not exist.</summary>
    NotFound,

    /// <summary>A resource of that name exists.</summary>
    AlreadyExists,

    /// <summary>A field of the request is wrong.</summary>
    InvalidArgument,

    /// <summary>No or invalid credentials.</summary>
    Unauthenticated,

    /// <summary>The caller lacks a permission.</summary>
    PermissionDenied,

    /// <summary>The API is not enabled in the project.</summary>
    ServiceDisabled,

    /// <summary>Billing is off for the project.</summary>
    BillingDisabled,

    /// <summary>A quota of resources is used up: repeating does not help.</summary>
    QuotaExceeded,

    /// <summary>Too many requests: repeated after a while.</summary>
    RateLimited,

    /// <summary>Another resource uses this one.</summary>
    ResourceInUse,

    /// <summary>A resource that was just made cannot be used yet: repeated.</summary>
    ResourceNotReady,

    /// <summary>Another operation runs on the resource: waited for.</summary>
    OperationInProgress,

    /// <summary>Fingerprint or etag is stale: read again and repeat.</summary>
    Conflict,

    /// <summary>The state of the resource forbids the request.</summary>
    FailedPrecondition,

    /// <summary>A policy of the organisation forbids the request.</summary>
    OrganizationPolicy,

    /// <summary>The zone has no machines of that type left.</summary>
    Stockout,

    /// <summary>An address range is used up.</summary>
    AddressesExhausted,

    /// <summary>An address range overlaps another.</summary>
    AddressConflict,

    /// <summary>A service account does not exist, or not everywhere yet.</summary>
    ServiceAccountMissing,

    /// <summary>The server failed: repeated.</summary>
    Unavailable,

    /// <summary>The server could not be reached: repeated.</summary>
    Unreachable,

    /// <summary>No answer in time: repeated.</summary>
    Timeout,
}
