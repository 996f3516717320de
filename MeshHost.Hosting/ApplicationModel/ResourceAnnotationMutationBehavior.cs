namespace Aspire.Hosting.ApplicationModel;

/// <summary>What happens to annotations of the same type when one is added.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>The new annotation is added after the existing ones.</summary>
    Append = 0,

    /// <summary>The existing annotations of that type are removed first.</summary>
    Replace = 1,
}
