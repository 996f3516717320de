using System.Net.Sockets;
using Aspire.Hosting;
using Polly.Timeout;

namespace MeshHost.Lifecycle.Running;

/// <summary>The one place that decides what a failure means: worth another attempt, and understandable without a stack trace.</summary>
internal sealed class FailureClassifier(FailureOptions options)
{
    /// <summary>Tells whether the same call may succeed when it is tried again.</summary>
    public bool IsTransient(Exception exception) => exception switch
    {
        LifecycleException lifecycle => lifecycle.IsTransient,

        // Of an attempt only: the node's own limit ends the attempts.
        TimeoutRejectedException => true,

        // A limit of a call's own, such as that of an HTTP client.
        TimeoutException or OperationCanceledException { InnerException: TimeoutException } => true,
        AggregateException { InnerExceptions.Count: > 0 } aggregate => aggregate.InnerExceptions.All(IsTransient),
        _ when options.Transient.Any(p => p(exception)) => true,
        HttpRequestException or SocketException => true,
        IOException => exception is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException),
        _ => false,
    };

    /// <summary>Tells whether the message says all that a person needs to know.</summary>
    public bool IsExplained(Exception exception) => exception switch
    {
        LifecycleException or DistributedApplicationException or TimeoutRejectedException => true,
        AggregateException { InnerExceptions.Count: > 0 } aggregate => aggregate.InnerExceptions.All(IsExplained),
        HttpRequestException or SocketException or IOException or UnauthorizedAccessException => true,
        TimeoutException or OperationCanceledException { InnerException: TimeoutException } => true,
        _ => options.Explained.Any(p => p(exception)),
    };
}
