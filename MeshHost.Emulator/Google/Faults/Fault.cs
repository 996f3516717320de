namespace MeshHost.Emulator.Google.Faults;

/// <summary>A fault to inject.</summary>
internal sealed record Fault
{
    /// <summary>Which methods: an id such as <c>compute.networks.insert</c>, where <c>*</c> stands for any text.</summary>
    public required string Method { get; init; }

    /// <summary>What happens.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Only calls whose path or target contains this text; <see langword="null"/> for all.</summary>
    public string? Target { get; init; }

    /// <summary>How many calls it hits; <see langword="null"/> for all.</summary>
    public int? Count { get; init; } = 1;

    /// <summary>How many matching calls pass before it starts.</summary>
    public int Skip { get; init; }

    /// <summary>Chance that a matching call is hit, from 0 to 1; drawn from the seed.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>HTTP status of an <see cref="FaultKind.Error"/>.</summary>
    public int HttpStatus { get; init; } = 503;

    /// <summary>Legacy reason of an <see cref="FaultKind.Error"/>, such as <c>backendError</c>.</summary>
    public string Reason { get; init; } = "backendError";

    /// <summary>Status of an <see cref="FaultKind.Error"/> such as <c>UNAVAILABLE</c>, or code of an <see cref="FaultKind.OperationError"/>.</summary>
    public string Code { get; init; } = "UNAVAILABLE";

    /// <summary>Message.</summary>
    public string Message { get; init; } = "The service is currently unavailable.";

    /// <summary>Reason of a <c>google.rpc.ErrorInfo</c> detail, or <see langword="null"/> for none.</summary>
    public string? ErrorInfoReason { get; init; }

    /// <summary>Seconds of a <c>Retry-After</c> header, or <see langword="null"/> for none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>How long a <see cref="FaultKind.Timeout"/> stays silent, in real time.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Factor on the duration of the operation.</summary>
    public double DurationFactor { get; init; } = 1;
}
