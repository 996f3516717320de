namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that is part of another one: whoever waits for it also waits for its parent, and the parent's health checks hold for it.</summary>
public interface IResourceWithParent : IResource
{
    /// <summary>The resource that this one is part of.</summary>
    IResource Parent { get; }
}
