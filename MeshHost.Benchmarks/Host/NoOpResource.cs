using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Benchmarks.Host;

/// <summary>A node that does nothing.</summary>
internal sealed class NoOpResource(string name) : Resource(name), IResourceWithWaitSupport;
