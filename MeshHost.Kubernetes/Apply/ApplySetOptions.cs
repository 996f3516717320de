namespace MeshHost.Kubernetes.Apply;

/// <summary>How a set of objects is applied.</summary>
public sealed record ApplySetOptions
{
    /// <summary>Gets the field manager; <see langword="null"/> for the client's own.</summary>
    public string? FieldManager { get; init; }

    /// <summary>Gets whether fields owned by other managers are taken over. Default: false.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// Gets whether fields are taken back from other managers on objects of this set: an edit of such an object is drift. Objects of others keep
    /// their fields, and the conflict is an error. Default: false.
    /// </summary>
    public bool TakeBack { get; init; }

    /// <summary>Gets which objects belong to the set; by default those that carry the label of <see cref="PruneSetId"/>.</summary>
    public ObjectOwnership? Ownership { get; init; }

    /// <summary>Gets the order of the kinds. Default: namespaces, definitions, then Helm's order in classes.</summary>
    public IApplyOrder? Order { get; init; }

    /// <summary>
    /// Gets objects that were in the set earlier, where a label does not tell: those that are not in it now, exist, and belong to it are deleted.
    /// </summary>
    public IReadOnlyList<ObjectReference> Earlier { get; init; } = [];

    /// <summary>Gets labels to put on every object.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the namespace of namespaced objects that name none. Default: <c>default</c>.</summary>
    public string? DefaultNamespace { get; init; }

    /// <summary>
    /// Gets the id of the set, put on every object as the label <c>meshhost.dev/apply-set</c>; objects that carry it,
    /// were applied by the same field manager and are not in the set any more are deleted. <see langword="null"/> (default) prunes nothing.
    /// </summary>
    public string? PruneSetId { get; init; }

    /// <summary>Gets how long to try again when an admission webhook is not up yet. Default: 60 s.</summary>
    public TimeSpan WebhookRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets how long a CustomResourceDefinition may take to be established. Default: 60 s.</summary>
    public TimeSpan EstablishTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Gets whether objects that are already as they should be are left out, found by one list per kind rather than a request each. Default: true.
    /// </summary>
    public bool SkipUnchanged { get; init; } = true;

    internal ObjectOwnership Owner => Ownership ?? new SetOwnership(PruneSetId);

    internal IApplyOrder KindOrder => Order ?? ApplyOrder.Default;

    /// <summary>Whether an object's fields are taken from other managers.</summary>
    internal bool ForcesOn(KubernetesObject? live) => Force || (TakeBack && live is not null && Owner.Owns(live));

    /// <summary>Whether the entries of client-side managers become the set's own.</summary>
    internal bool ConvertsOn(KubernetesObject live) => Owner.Owns(live) || (Force && Ownership is null);
}
