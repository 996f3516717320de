namespace Aspire.Hosting.ApplicationModel;

/// <summary>Options of <see cref="ResourceNotificationService"/>.</summary>
public sealed class ResourceNotificationServiceOptions
{
    /// <summary>
    /// What waits do when the resource that is waited for becomes unavailable and they do not say otherwise. The host sets it to go on
    /// waiting when there is a dashboard, from which a person can start the resource again, and to fail when there is none.
    /// </summary>
    public WaitBehavior DefaultWaitBehavior { get; set; }
}
