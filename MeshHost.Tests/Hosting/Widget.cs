using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Tests.Hosting;

internal sealed class Widget(string name) : Resource(name), IResourceWithWaitSupport;
