namespace Aspire.Hosting.ApplicationModel;

/// <summary>Marks data that can be attached to a resource.</summary>
public interface IResourceAnnotation
{
}
