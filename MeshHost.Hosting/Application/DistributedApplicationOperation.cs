namespace Aspire.Hosting;

/// <summary>What the application was started for.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>To run.</summary>
    Run = 0,

    /// <summary>To be published.</summary>
    Publish = 1,
}
