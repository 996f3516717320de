using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Tests.Hosting;

/// <summary>A resource of a kind that only tests know.</summary>
internal sealed class Widget(string name) : Resource(name), IResourceWithWaitSupport;
