namespace Aspire.Hosting.ApplicationModel;

/// <summary>A node of the application model: inert data, identified by its name.</summary>
public interface IResource
{
    /// <summary>The name of the resource, unique in the model without regard to case.</summary>
    string Name { get; }

    /// <summary>What builder extensions have attached to the resource.</summary>
    ResourceAnnotationCollection Annotations { get; }
}
