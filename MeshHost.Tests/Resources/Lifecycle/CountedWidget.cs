using System.Runtime.CompilerServices;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Tests.Resources.Lifecycle;

/// <summary>A resource that counts how often anything asks for its name: whatever looks through all resources, or watches all of their changes, asks.</summary>
internal sealed class CountedWidget(string name, StrongBox<long> asked) : Resource(name), IResourceWithWaitSupport
{
    public override string Name
    {
        get
        {
            Interlocked.Increment(ref asked.Value);
            return base.Name;
        }
    }
}
