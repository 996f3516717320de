using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Kubernetes.Apply;

/// <summary>Applies, compares and deletes sets of objects.</summary>
/// <param name="client">The cluster.</param>
public sealed class ObjectSetApplier(KubernetesClient client)
{
    internal const string SetLabel = "meshhost.dev/apply-set";

    /// <summary>Reads the set's objects from the cluster and checks their owners, without changing anything.</summary>
    /// <param name="objects">The objects. They are not changed.</param>
    /// <param name="options">Field manager, order, ownership and pruning.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The set, ready to be applied.</returns>
    /// <exception cref="ForeignObjectException">Objects belong to others; all of them are named.</exception>
    public Task<ApplySession> PrepareAsync(IReadOnlyList<KubernetesObject> objects, ApplySetOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(options);
        return ApplySession.StartAsync(client, objects, options, cancellationToken);
    }

    /// <summary>
    /// Applies a set in waves: by default namespaces; CustomResourceDefinitions, until their paths answer; then the rest, class by class in Helm's
    /// order, in parallel within a class.
    /// </summary>
    /// <param name="objects">The objects. They are not changed.</param>
    /// <param name="options">Field manager, labels, order, ownership and pruning.</param>
    /// <param name="progress">Told of each object as it is applied.</param>
    /// <param name="cancellationToken">Ends the call early; what was applied stays.</param>
    /// <returns>What was done to each object.</returns>
    /// <exception cref="ForeignObjectException">Objects belong to others; nothing was changed.</exception>
    /// <exception cref="KubernetesApiException">An object was refused; the rest of its class was still applied, later classes were not.</exception>
    public async Task<ApplyResult> ApplyAsync(
        IReadOnlyList<KubernetesObject> objects, ApplySetOptions options, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        ApplySession session = await PrepareAsync(objects, options, cancellationToken).ConfigureAwait(false);
        return await session.ApplyAsync(progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates one object that must be new, such as a hook, with the patience for webhooks and definitions that a set has.</summary>
    /// <param name="obj">The object.</param>
    /// <param name="options">How long to wait for webhooks, and for a definition.</param>
    /// <param name="progress">Told of the object.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The object as the server stored it.</returns>
    /// <exception cref="KubernetesApiException">The object was refused, or exists.</exception>
    public async Task<KubernetesObject> CreateAsync(
        KubernetesObject obj, ApplySetOptions options, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(obj);
        ArgumentNullException.ThrowIfNull(options);
        KubernetesObject created = await new WebhookPatience(client, options.WebhookRetry).RunAsync(
            () => client.CreateAsync(obj, dryRun: false, cancellationToken), obj.Reference, progress, cancellationToken).ConfigureAwait(false);
        KubernetesTelemetry.AppliedObjects.Add(1, new KeyValuePair<string, object?>("k8s.apply.outcome", nameof(ApplyOutcome.Created)));
        if (DefinitionWaiter.IsDefinition(created.GroupVersionKind))
        {
            await new DefinitionWaiter(client, options.EstablishTimeout).WaitAsync([created.Reference], [created], progress, cancellationToken).ConfigureAwait(false);
        }

        return created;
    }

    /// <summary>Finds out what applying a set would change, by the server's own dry run.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="options">The options that they would be applied with.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>One entry an object, unchanged ones included, and those that would be pruned.</returns>
    public async Task<IReadOnlyList<ObjectDiff>> DiffAsync(IReadOnlyList<KubernetesObject> objects, ApplySetOptions options, CancellationToken cancellationToken) =>
        (await InspectAsync(objects, options, cancellationToken).ConfigureAwait(false)).Diffs;

    /// <summary>Finds out what applying a set would change and how far its objects are, reading each kind once.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="options">The options that they would be applied with.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The state of the set.</returns>
    public Task<SetState> InspectAsync(IReadOnlyList<KubernetesObject> objects, ApplySetOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(options);
        return new ObjectSetPlanner(client, options).InspectAsync(objects, cancellationToken);
    }

    /// <summary>Deletes objects, in the reverse of the order they are applied in, and waits until each class is gone before the next.</summary>
    /// <param name="objects">The objects; those that do not exist are passed over.</param>
    /// <param name="options">Propagation, order and time-out.</param>
    /// <param name="progress">Told of each object as it is deleted, what holds it, and when it is gone.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The objects that were there.</returns>
    /// <exception cref="DeleteTimeoutException">Objects remain; the message names their finalizers.</exception>
    public Task<IReadOnlyList<ObjectReference>> DeleteAsync(
        IReadOnlyList<ObjectReference> objects, DeleteSetOptions options, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(options);
        return new ObjectSetDeleter(client).DeleteAsync(objects, options, progress, cancellationToken);
    }
}
