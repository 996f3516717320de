using MeshHost.Kubernetes.Ownership;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Kubernetes.Apply;

/// <summary>Applies one object: leaves it alone when it is as it should be, takes over what is in the way, and explains a refusal.</summary>
internal sealed class ObjectApplier(KubernetesClient client, ApplySetOptions options)
{
    private const int TakeoverAttempts = 5;

    private readonly WebhookPatience _patience = new(client, options.WebhookRetry);

    private string Manager => options.FieldManager ?? client.FieldManager;

    /// <summary>Whether an object is as it should be, in its values and in who owns them.</summary>
    public bool IsAsApplied(KubernetesObject desired, KubernetesObject live) =>
        live.Json.StringAt("metadata", "deletionTimestamp") is null
        && OwnedFields.AreAsApplied(desired.Json, live, Manager)
        && FindTakeover(desired, live) is null;

    /// <summary>The fields that have to change hands before an object is applied.</summary>
    public FieldTakeover? FindTakeover(KubernetesObject desired, KubernetesObject live) =>
        options.ConvertsOn(live) ? FieldTakeover.Find(desired.Json, live, Manager, options.ForcesOn(live)) : null;

    /// <summary>The items of declared lists that a refusal is about, and that belong to editors of an object of ours.</summary>
    public FieldTakeover? FindTakeover(KubernetesObject desired, KubernetesObject live, KubernetesApiException refusal) =>
        refusal.StatusCode == 422 && options.ForcesOn(live)
        && KeyedLists.Foreign(desired.Json, live.Json, FieldManager.ReadAll(live), Manager) is { IsEmpty: false } items
            ? FieldTakeover.Find(desired.Json, live, Manager, force: true, items)
            : null;

    public ApplyOptions Options(KubernetesObject? live, bool dryRun) => new() { FieldManager = Manager, Force = options.ForcesOn(live), DryRun = dryRun };

    public KubernetesApiException Explain(KubernetesApiException refusal, KubernetesObject desired, KubernetesObject? live) =>
        refusal.WithAdvice(RefusalExplainer.Explain(refusal, desired.Json, live, Manager));

    /// <returns>What was done, and the object's unique id.</returns>
    public async Task<(ApplyOutcome Outcome, string? Uid)> ApplyAsync(
        KubernetesObject desired, KubernetesObject? before, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        if (before is not null && IsAsApplied(desired, before))
        {
            return (ApplyOutcome.Unchanged, before.Uid);
        }

        string? version = before?.ResourceVersion;
        (KubernetesObject after, bool created) = await ApplyTakingOverAsync(desired, before, progress, cancellationToken).ConfigureAwait(false);
        if (!created && options.ConvertsOn(after) && FieldTakeover.IsNeeded(after, desired.GroupVersionKind, Manager)
            && await client.GetAsync(desired.Reference, cancellationToken).ConfigureAwait(false) is { } adopted)
        {
            // Another tool's object that agreed with the declaration is the set's from now on, and with it what that tool had in it besides.
            version ??= adopted.ResourceVersion;
            (after, _) = await ApplyTakingOverAsync(desired, adopted, progress, cancellationToken).ConfigureAwait(false);
        }

        ApplyOutcome outcome = created || (before is null && options.SkipUnchanged) ? ApplyOutcome.Created
            : version is not null && version == after.ResourceVersion ? ApplyOutcome.Unchanged
            : ApplyOutcome.Configured;
        return (outcome, after.Uid);
    }

    private async Task<(KubernetesObject Metadata, bool Created)> ApplyTakingOverAsync(
        KubernetesObject desired, KubernetesObject? live, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        if (live is not null && FindTakeover(desired, live) is not null)
        {
            live = await TakeOverAsync(desired, live, FindTakeover, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await SendAsync().ConfigureAwait(false);
        }
        catch (KubernetesApiException refusal) when (live is not null && FindTakeover(desired, live, refusal) is not null)
        {
            live = await TakeOverAsync(desired, live, (wanted, current) => FindTakeover(wanted, current, refusal), cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException refusal)
        {
            throw Explain(refusal, desired, live);
        }

        try
        {
            return await SendAsync().ConfigureAwait(false);
        }
        catch (KubernetesApiException refusal)
        {
            throw Explain(refusal, desired, live);
        }

        Task<(KubernetesObject, bool)> SendAsync() => _patience.RunAsync(
            () => client.ApplyForMetadataAsync(desired, Options(live, dryRun: false), cancellationToken), desired.Reference, progress, cancellationToken);
    }

    /// <summary>Writes the takeover. An object that changed since it was read is read again.</summary>
    private async Task<KubernetesObject> TakeOverAsync(
        KubernetesObject desired, KubernetesObject live, Func<KubernetesObject, KubernetesObject, FieldTakeover?> find, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (find(desired, live) is not { } takeover)
            {
                return live;
            }

            try
            {
                return await client.PatchAsync(desired.Reference, takeover.ToPatch(live), PatchType.Json, subresource: null, cancellationToken).ConfigureAwait(false);
            }
            catch (KubernetesApiException exception) when (exception.StatusCode == 409 && attempt < TakeoverAttempts)
            {
                if (await client.GetAsync(desired.Reference, cancellationToken).ConfigureAwait(false) is not { } current)
                {
                    return live; // gone: the apply makes it again
                }

                live = current;
            }
        }
    }
}
