namespace MeshHost.Gcp;

/// <summary>How the Google APIs are reached.</summary>
public sealed record GoogleCloudConnectionOptions
{
    /// <summary>Base addresses of the APIs.</summary>
    public GoogleCloudEndpoints Endpoints { get; init; } = GoogleCloudEndpoints.Default;

    /// <summary>Source of access tokens. Application default credentials unless set.</summary>
    public GoogleCloudCredentials Credentials { get; init; } = GoogleCloudCredentials.ApplicationDefault();

    /// <summary>Clock of waits and time-outs.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Seed of the jitter between attempts; null for a different one in each process.</summary>
    public int? Seed { get; init; }

    /// <summary>How often a call is made before its transient failure counts. 8 unless set.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>Delay before the first repetition; it doubles with each one. 1 s unless set.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest delay between attempts. 32 s unless set.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>Time-out of one attempt; blocking waits for operations have their own. 60 s unless set.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long is waited for a change of IAM to be known everywhere, such as a new service account. 10 minutes unless set: Google documents
    /// "typically 2 minutes, potentially 7 minutes or longer".
    /// </summary>
    public TimeSpan IamPropagation { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Delay before an operation is first polled; it grows up to <see cref="MaxPollInterval"/>. 0.5 s unless set.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest delay between polls of an operation. 5 s unless set.</summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Sends the requests in place of the network: for tests.</summary>
    public HttpMessageHandler? HttpMessageHandler { get; init; }

    /// <summary>Options for an emulator that serves all APIs on one address: no credentials, short delays.</summary>
    /// <param name="server">Address of the emulator.</param>
    /// <returns>The options.</returns>
    public static GoogleCloudConnectionOptions ForEmulator(Uri server) => new()
    {
        Endpoints = GoogleCloudEndpoints.On(server),
        Credentials = GoogleCloudCredentials.None,
        RetryDelay = TimeSpan.FromMilliseconds(50),
        MaxRetryDelay = TimeSpan.FromSeconds(1),
        PollInterval = TimeSpan.FromMilliseconds(10),
        MaxPollInterval = TimeSpan.FromMilliseconds(100),
    };
}
