using MeshHost.Emulator.Kubernetes;

namespace MeshHost.Emulator.Controllers;

/// <summary>Which objects a controller looks at again when an object of a resource changes.</summary>
internal sealed record WatchRule(string Group, string Resource, Func<ClusterEvent, IEnumerable<ObjectKey>> Map);
