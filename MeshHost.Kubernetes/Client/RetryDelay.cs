using System.Net.Http.Headers;

namespace MeshHost.Kubernetes;

/// <summary>How long to wait before the next attempt: what the server asks for, else exponential with jitter.</summary>
internal sealed class RetryDelay
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_longestAsked = TimeSpan.FromSeconds(60);

    public TimeSpan For(int attempt, TimeSpan? asked)
    {
        if (asked is { } given)
        {
            // Jitter on top keeps the many requests that were refused together from coming back together.
            TimeSpan bounded = given < s_longestAsked ? given : s_longestAsked;
            return bounded + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 250));
        }

        double ceiling = Math.Min(s_longest.TotalMilliseconds, 100 * Math.Pow(2, attempt));
        return TimeSpan.FromMilliseconds((ceiling / 2) + (Random.Shared.NextDouble() * ceiling / 2));
    }

    public static TimeSpan? FromHeader(RetryConditionHeaderValue? header, TimeProvider time)
    {
        TimeSpan? wait = header switch
        {
            null => null,
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
