namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that has command line arguments.</summary>
public interface IResourceWithArgs : IResource
{
}
