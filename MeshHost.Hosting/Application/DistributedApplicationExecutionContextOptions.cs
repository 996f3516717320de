namespace Aspire.Hosting;

/// <summary>Options of <see cref="DistributedApplicationExecutionContext"/>.</summary>
public class DistributedApplicationExecutionContextOptions
{
    /// <summary>Initializes the options.</summary>
    /// <param name="operation">What the application was started for.</param>
    public DistributedApplicationExecutionContextOptions(DistributedApplicationOperation operation) => Operation = operation;

    /// <summary>Initializes the options.</summary>
    /// <param name="operation">What the application was started for.</param>
    /// <param name="publisherName">The name of the publisher.</param>
    public DistributedApplicationExecutionContextOptions(DistributedApplicationOperation operation, string publisherName)
    {
        Operation = operation;
        PublisherName = publisherName;
    }

    /// <summary>The services of the application, once it is built.</summary>
    public IServiceProvider? Services { get; set; }

    /// <summary>What the application was started for.</summary>
    public DistributedApplicationOperation Operation { get; }

    /// <summary>The name of the publisher.</summary>
    public string? PublisherName { get; }
}
