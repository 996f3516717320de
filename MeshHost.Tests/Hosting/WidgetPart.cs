using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Tests.Hosting;

/// <summary>A part of a widget.</summary>
internal sealed class WidgetPart(string name, Widget parent) : Resource(name), IResourceWithParent<Widget>, IResourceWithWaitSupport
{
    public Widget Parent => parent;
}
