using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers;

/// <summary>Brings objects of one kind in line with what they ask for, one at a time, each time from what is there.</summary>
/// <param name="context">The cluster.</param>
internal abstract class Controller(ControllerContext context)
{
    /// <summary>The name, as it appears in logs and as <c>source.component</c> of events.</summary>
    public abstract string Name { get; }

    /// <summary>What makes this controller look at an object.</summary>
    public abstract IReadOnlyList<WatchRule> Watches { get; }

    protected ControllerContext Context => context;

    protected IClusterApi Api => context.Api;

    protected EmulatorClock Clock => context.Clock;

    /// <summary>Looks at one object; returns the emulated time after which to look again, or <see langword="null"/> to wait for a change.</summary>
    public abstract Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Looks at the objects of a resource themselves when they change.</summary>
    protected static WatchRule Own(string group, string resource) => new(group, resource, change => [KeyOf(change.Object)]);

    /// <summary>Looks at the controlling owner when an object of a resource changes.</summary>
    protected static WatchRule Owned(string group, string resource, string ownerKind) =>
        new(group, resource, change => ControllerOf(change.Object) is { } owner && owner.Text("kind") == ownerKind
            ? [new ObjectKey(change.Object.Namespace(), owner.Text("name")!)]
            : []);

    protected static ObjectKey KeyOf(JsonObject obj) => new(obj.Namespace(), obj.Name());

    protected static JsonObject? ControllerOf(JsonObject obj) =>
        obj.Object("metadata").Array("ownerReferences").Objects().FirstOrDefault(reference => reference.Boolean("controller") == true);

    protected static bool IsControlledBy(JsonObject obj, JsonObject owner) => ControllerOf(obj).Text("uid") == owner.Uid();
}
