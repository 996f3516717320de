namespace MeshHost.Resources.Bookinfo;

/// <summary>How traffic between Bookinfo's services is routed, disturbed and protected.</summary>
public sealed class BookinfoTraffic
{
    /// <summary>Gets or sets the share of each version of reviews in percent, summing to 100, or <see langword="null"/> for all alike.</summary>
    public (int V1, int V2, int V3)? ReviewsSplit { get; set; }

    /// <summary>Gets or sets the delay put before calls of ratings, or <see langword="null"/> for none.</summary>
    public TimeSpan? RatingsDelay { get; set; }

    /// <summary>Gets or sets the share of calls of ratings that are delayed, in percent.</summary>
    public double RatingsDelayPercentage { get; set; } = 100;

    /// <summary>Gets or sets the share of calls of ratings that are answered with status 500, in percent.</summary>
    public double RatingsAbortPercentage { get; set; }

    /// <summary>Gets or sets a value indicating whether a service's failing endpoints are taken out, and callers that flood it are held back.</summary>
    public bool CircuitBreaker { get; set; } = true;
}
