namespace MeshHost.Emulator.Google.Faults;

/// <summary>The faults that happen in practice, as Google words them.</summary>
internal static class FaultCatalog
{
    private static readonly Dictionary<string, Func<string, Fault>> s_byName = new(StringComparer.Ordinal)
    {
        ["rate-limited"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.Error,
            HttpStatus = 429,
            Reason = "rateLimitExceeded",
            Code = "RESOURCE_EXHAUSTED",
            RetryAfterSeconds = 1,
            ErrorInfoReason = "RATE_LIMIT_EXCEEDED",
            Message = "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service.",
        },
        ["rate-limited-403"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.Error,
            HttpStatus = 403,
            Reason = "rateLimitExceeded",
            Code = "PERMISSION_DENIED",
            ErrorInfoReason = "RATE_LIMIT_EXCEEDED",
            Message = "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service.",
        },
        ["unavailable"] = method => new Fault { Method = method, Kind = FaultKind.Error },
        ["internal-error"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.Error,
            HttpStatus = 500,
            Reason = "backendError",
            Code = "INTERNAL",
            Message = "Internal error encountered.",
        },
        ["bad-gateway"] = method => new Fault { Method = method, Kind = FaultKind.Error, HttpStatus = 502, Reason = "badGateway", Code = "UNAVAILABLE", Message = "Bad Gateway" },
        ["timeout"] = method => new Fault { Method = method, Kind = FaultKind.Timeout },
        ["lost-response"] = method => new Fault { Method = method, Kind = FaultKind.LostResponse },
        ["permission-denied"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.Error,
            HttpStatus = 403,
            Reason = "forbidden",
            Code = "PERMISSION_DENIED",
            Message = "The caller does not have permission",
        },
        ["quota-exceeded"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.Error,
            HttpStatus = 403,
            Reason = "quotaExceeded",
            Code = "RESOURCE_EXHAUSTED",
            Message = "Quota 'NETWORKS' exceeded.  Limit: 5.0 globally.",
        },
        ["not-found-yet"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.Error,
            HttpStatus = 404,
            Reason = "notFound",
            Code = "NOT_FOUND",
            Message = "Not found: the resource was made so recently that not all of Google knows it.",
        },
        ["not-ready"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.Error,
            HttpStatus = 400,
            Reason = "resourceNotReady",
            Code = "FAILED_PRECONDITION",
            Message = "The resource is not ready",
        },
        ["policy-race"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.Error,
            HttpStatus = 409,
            Reason = "aborted",
            Code = "ABORTED",
            Message = "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.",
        },
        ["unknown-account-yet"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.Error,
            HttpStatus = 400,
            Reason = "badRequest",
            Code = "INVALID_ARGUMENT",
            Message = "Service account does not exist.",
        },
        ["concurrent-operations"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.Error,
            HttpStatus = 403,
            Reason = "forbidden",
            Code = "RESOURCE_EXHAUSTED",
            ErrorInfoReason = "CONCURRENT_OPERATIONS_QUOTA_EXCEEDED",
            Message = "Operation rate exceeded: too many concurrent operations.",
        },
        ["slow-operation"] = method => new Fault { Method = method, Kind = FaultKind.SlowOperation, DurationFactor = 10 },
        ["operation-error"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.OperationError,
            HttpStatus = 503,
            Code = "INTERNAL_ERROR",
            Message = "Internal error. Please try again or contact Google Support.",
        },
        ["operation-quota"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.OperationError,
            HttpStatus = 403,
            Code = "QUOTA_EXCEEDED",
            Message = "Quota 'NETWORKS' exceeded.  Limit: 5.0 globally.",
        },
        ["stockout"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.OperationError,
            HttpStatus = 503,
            Code = "GCE_STOCKOUT",
            Message = "Try a different location, or try again later: Google Compute Engine does not have enough resources available to fulfill the request.",
        },
        ["node-quota"] = method => new Fault
        {
            Method = method,
            Kind = FaultKind.OperationError,
            HttpStatus = 403,
            Code = "GCE_QUOTA_EXCEEDED",
            Message = "Google Compute Engine: Insufficient regional quota to satisfy request: resource \"SSD_TOTAL_GB\": request requires '300.0' and is short '100.0'. project has a quota of '250.0' with '200.0' available.",
        },
    };

    /// <summary>Names of the faults.</summary>
    public static IReadOnlyList<string> Names => [.. s_byName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Makes a fault.</summary>
    /// <param name="name">Its name, such as <c>stockout</c>.</param>
    /// <param name="method">The method, where <c>*</c> stands for any text.</param>
    /// <param name="count">How many calls it hits; <see langword="null"/> for all.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Fault Create(string name, string method, int? count = 1) => s_byName.TryGetValue(name, out var make)
        ? make(method) with { Count = count }
        : throw new ArgumentException($"There is no fault '{name}'. There are: {string.Join(", ", Names)}.", nameof(name));

    /// <summary>
    /// Bad weather: every kind of fault that a client has to survive without help, each with a small chance at every call.
    /// Which calls are hit follows from the injector's seed.
    /// </summary>
    /// <param name="intensity">Factor on the chances; 1 hits about every tenth call.</param>
    /// <returns>The faults.</returns>
    public static IReadOnlyList<Fault> Storm(double intensity = 1) =>
    [.. Weather.Select(f => f with { Probability = Math.Min(1, f.Probability * intensity) })];

    private static Fault[] Weather =>
    [
        Chance("rate-limited", "*", 0.02),
        Chance("unavailable", "*", 0.03),
        Chance("internal-error", "*", 0.01),
        Chance("bad-gateway", "*", 0.01),
        Chance("lost-response", "*", 0.02),
        Chance("timeout", "*.get", 0.005) with { Silence = TimeSpan.FromMilliseconds(200) },
        Chance("policy-race", "cloudresourcemanager.projects.setIamPolicy", 0.2),
        Chance("slow-operation", "*", 0.05) with { DurationFactor = 4 },
    ];

    private static Fault Chance(string name, string method, double chance) => Create(name, method, count: null) with { Probability = chance };
}
