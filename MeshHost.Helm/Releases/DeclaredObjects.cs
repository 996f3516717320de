using MeshHost.Kubernetes;

namespace MeshHost.Helm;

/// <summary>
/// The objects that a release should have. Templates may start an object with a field that they leave alone on upgrade: until its owner changes that
/// field, it is as the installation made it, and afterwards it is the owner's. Neither is a change by hand.
/// </summary>
/// <param name="AsUpgraded">The objects as an upgrade makes them, with namespaces and the release's marks.</param>
/// <param name="AsInstalled">The same as an installation makes them.</param>
public sealed record DeclaredObjects(IReadOnlyList<KubernetesObject> AsUpgraded, IReadOnlyList<KubernetesObject> AsInstalled);
