namespace Aspire.Hosting;

/// <summary>What the application was started for.</summary>
public class DistributedApplicationExecutionContext
{
    private readonly DistributedApplicationExecutionContextOptions _options;

    /// <summary>Initializes the context.</summary>
    /// <param name="operation">What the application was started for.</param>
    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
        : this(new DistributedApplicationExecutionContextOptions(operation))
    {
    }

    /// <summary>Initializes the context.</summary>
    /// <param name="operation">What the application was started for.</param>
    /// <param name="publisherName">The name of the publisher.</param>
    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation, string publisherName)
        : this(new DistributedApplicationExecutionContextOptions(operation, publisherName))
    {
    }

    /// <summary>Initializes the context.</summary>
    /// <param name="options">The options.</param>
    public DistributedApplicationExecutionContext(DistributedApplicationExecutionContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        Operation = options.Operation;
        PublisherName = options.PublisherName ?? "manifest";
    }

    /// <summary>The name of the publisher.</summary>
    public string PublisherName { get; set; }

    /// <summary>What the application was started for.</summary>
    public DistributedApplicationOperation Operation { get; }

    /// <summary>The services of the application, once it is built.</summary>
    /// <exception cref="InvalidOperationException">The application is not built yet.</exception>
    public IServiceProvider Services => _options.Services
        ?? throw new InvalidOperationException("The services are not available before the application is built.");

    /// <summary>Whether the application was started to be published.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    /// <summary>Whether the application was started to run.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;
}
