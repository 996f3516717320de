namespace Aspire.Hosting.Eventing;

/// <summary>How an event reaches its subscribers.</summary>
public enum EventDispatchBehavior
{
    /// <summary>One after the other; the publisher waits. The first failure ends the dispatch.</summary>
    BlockingSequential = 0,

    /// <summary>All at once; the publisher waits for all.</summary>
    BlockingConcurrent = 1,

    /// <summary>One after the other; the publisher does not wait.</summary>
    NonBlockingSequential = 2,

    /// <summary>All at once; the publisher does not wait.</summary>
    NonBlockingConcurrent = 3,
}
