namespace Aspire.Hosting.Eventing;

/// <summary>A subscription to an event.</summary>
/// <param name="callback">Called for each event.</param>
public class DistributedApplicationEventSubscription(Func<IDistributedApplicationEvent, CancellationToken, Task> callback)
{
    /// <summary>Called for each event.</summary>
    public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } =
        callback ?? throw new ArgumentNullException(nameof(callback));
}
