using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Tests.Hosting;

internal sealed class WidgetPart(string name, Widget parent) : Resource(name), IResourceWithParent<Widget>, IResourceWithWaitSupport
{
    public Widget Parent { get; } = parent;
}
