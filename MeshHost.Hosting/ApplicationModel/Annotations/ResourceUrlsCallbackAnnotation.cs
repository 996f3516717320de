namespace Aspire.Hosting.ApplicationModel;

/// <summary>Computes URLs of a resource when its endpoints are known.</summary>
public sealed class ResourceUrlsCallbackAnnotation : IResourceAnnotation
{
    /// <summary>Initializes the annotation with a synchronous callback.</summary>
    /// <param name="callback">Adds, changes or removes URLs.</param>
    public ResourceUrlsCallbackAnnotation(Action<ResourceUrlsCallbackContext> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Callback = context =>
        {
            callback(context);
            return Task.CompletedTask;
        };
    }

    /// <summary>Initializes the annotation with an asynchronous callback.</summary>
    /// <param name="callback">Adds, changes or removes URLs.</param>
    public ResourceUrlsCallbackAnnotation(Func<ResourceUrlsCallbackContext, Task> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Callback = callback;
    }

    /// <summary>Adds, changes or removes URLs.</summary>
    public Func<ResourceUrlsCallbackContext, Task> Callback { get; }
}
