using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MeshHost.Resources.Gke;

/// <summary>
/// The lifecycle of a resource in Google Cloud, once for all kinds: read, tell whose it is, compare, then create, patch, replace or leave alone.
/// A kind says how each of these steps is done.
/// </summary>
/// <typeparam name="TResource">The part.</typeparam>
/// <typeparam name="TModel">What the API returns for it.</typeparam>
internal abstract partial class GooglePartLifecycle<TResource, TModel> : IResourceLifecycle<TResource>
    where TResource : GkePartResource
    where TModel : class
{
    // One read finds nothing, one creation collides with an earlier run's operation, one more read finds its result.
    private const int MaxCreateRounds = 4;

    public async Task<ResourcePlan> PlanAsync(TResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        var target = Target(resource, gke);
        TModel? model;
        try
        {
            model = await ReadAsync(resource, gke).ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ServiceDisabled)
        {
            // Where the API is off nothing of it exists; the plan says so without switching it on.
            model = null;
        }

        if (model is null)
        {
            return ResourcePlan.Create(target);
        }

        ThrowIfForeign(resource, gke, model);
        var changes = await CompareAsync(resource, gke, model).ConfigureAwait(false);
        if (IsToBeMarked(resource, gke, model))
        {
            changes = [.. changes, new FieldChange("owner", Owner(resource, gke, model), gke.AdoptionMarker)];
        }

        if (changes.Count == 0)
        {
            return ResourcePlan.NoChanges;
        }

        var kind = changes.Any(c => c.Immutable) ? ChangeKind.Replace : ChangeKind.Update;
        return new ResourcePlan([new PlannedChange(kind, target, changes)]);
    }

    public async Task ProvisionAsync(TResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        try
        {
            await ConvergeAsync(resource, gke).ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.QuotaExceeded)
        {
            throw await FailureDetails.WithUsageAsync(gke, ex).ConfigureAwait(false);
        }

        context.Report("");
    }

    public async Task<HealthCheckResult> CheckHealthAsync(TResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        var model = await ReadAsync(resource, gke).ConfigureAwait(false);
        if (model is null)
        {
            return HealthCheckResult.Unhealthy($"{Target(resource, gke)} does not exist. Provision it again.");
        }

        if (Ailment(resource, gke, model) is { } ailment)
        {
            return HealthCheckResult.Unhealthy(ailment);
        }

        var changes = await CompareAsync(resource, gke, model).ConfigureAwait(false);
        return changes.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"{Target(resource, gke)} was changed by somebody: {string.Join("; ", changes.Select(Show))}. Provision it again to correct that.");
    }

    public async Task DestroyAsync(TResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        TModel? model;
        try
        {
            model = await ReadAsync(resource, gke).ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ServiceDisabled)
        {
            return;
        }

        if (model is null)
        {
            await AfterDeleteAsync(resource, gke).ConfigureAwait(false);
            return;
        }

        if (!IsOurs(resource, gke, model))
        {
            if (IsAdopted(resource, gke, model))
            {
                context.Report($"giving {Target(resource, gke)} back to its owner");
                await MarkAsync(resource, gke, model, adopted: false).ConfigureAwait(false);
            }

            Log.LeftAlone(context.Logger, Target(resource, gke), Owner(resource, gke, model));
            return;
        }

        context.Report($"deleting {Target(resource, gke)}");
        await RemoveAsync(resource, gke, model).ConfigureAwait(false);
        await AfterDeleteAsync(resource, gke).ConfigureAwait(false);
        context.Report("");
    }

    /// <summary>What the part is in the API's terms, for example <c>networks/mesh-vpc</c>.</summary>
    protected abstract string Target(TResource resource, GkeContext gke);

    /// <summary>Reads the part as it is now, or null.</summary>
    protected abstract Task<TModel?> ReadAsync(TResource resource, GkeContext gke);

    /// <summary>Tells whether the part carries our mark.</summary>
    protected abstract bool IsOurs(TResource resource, GkeContext gke, TModel model);

    /// <summary>Whether a part that exists can be given a mark: descriptions of networks and subnetworks cannot be changed.</summary>
    protected virtual bool CanBeMarked => false;

    /// <summary>Tells whether the part carries the mark of an adoption: it is used and corrected, and never deleted.</summary>
    protected virtual bool IsAdopted(TResource resource, GkeContext gke, TModel model) => false;

    /// <summary>Writes the mark of an adoption, or takes it away.</summary>
    protected virtual Task MarkAsync(TResource resource, GkeContext gke, TModel model, bool adopted) => Task.CompletedTask;

    /// <summary>Says whose the part is when it is not ours.</summary>
    protected virtual string Owner(TResource resource, GkeContext gke, TModel model) => "somebody else's (it carries no mark of ours)";

    /// <summary>Compares the part with what is declared.</summary>
    protected abstract Task<IReadOnlyList<FieldChange>> CompareAsync(TResource resource, GkeContext gke, TModel model);

    /// <summary>Creates the part and waits until that is done.</summary>
    protected abstract Task CreateAsync(TResource resource, GkeContext gke);

    /// <summary>Corrects fields in place and waits until that is done.</summary>
    protected abstract Task UpdateAsync(TResource resource, GkeContext gke, TModel model, IReadOnlyList<FieldChange> changes);

    /// <summary>Deletes the part and waits until that is done.</summary>
    protected abstract Task DeleteAsync(TResource resource, GkeContext gke, TModel model);

    /// <summary>Takes the part away on tear-down.</summary>
    protected virtual Task RemoveAsync(TResource resource, GkeContext gke, TModel model) => DeleteAsync(resource, gke, model);

    /// <summary>Reads the part once no operation is in progress on it; repairs what a failed creation left.</summary>
    protected virtual Task<TModel?> ReadSettledAsync(TResource resource, GkeContext gke) => ReadAsync(resource, gke);

    /// <summary>Waits for an operation of an earlier run that is creating the part, if there is one.</summary>
    protected virtual Task WaitForEarlierAsync(TResource resource, GkeContext gke) => Task.CompletedTask;

    /// <summary>What is wrong with the part although it exists, or null.</summary>
    protected virtual string? Ailment(TResource resource, GkeContext gke, TModel model) => null;

    /// <summary>What is lost when the part is replaced.</summary>
    protected virtual string Loss(TResource resource, GkeContext gke) => "what uses it has to be made again too";

    /// <summary>Shows properties of the part on its row.</summary>
    protected virtual Task PublishAsync(TResource resource, GkeContext gke, TModel model) => Task.CompletedTask;

    /// <summary>Cleans up behind the part once it is gone.</summary>
    protected virtual Task AfterDeleteAsync(TResource resource, GkeContext gke) => Task.CompletedTask;

    private static string Show(FieldChange change) => $"{change.Path} is {change.Current ?? "not set"}, declared {change.Desired ?? "not set"}";

    private async Task ConvergeAsync(TResource resource, GkeContext gke)
    {
        var model = await ReadSettledAsync(resource, gke).ConfigureAwait(false);
        for (var round = 1; model is null; round++)
        {
            model = await CreateOnceAsync(resource, gke, round).ConfigureAwait(false);
        }

        ThrowIfForeign(resource, gke, model);
        var changes = await CompareAsync(resource, gke, model).ConfigureAwait(false);
        if (changes.Any(c => c.Immutable))
        {
            model = await ReplaceAsync(resource, gke, model, changes).ConfigureAwait(false);
        }
        else if (changes.Count > 0)
        {
            var (target, differences) = (Target(resource, gke), string.Join(", ", changes.Select(Show)));
            Log.Updating(gke.Lifecycle.Logger, target, differences);
            gke.Lifecycle.Report($"updating {string.Join(", ", changes.Select(c => c.Path))}");
            await UpdateAsync(resource, gke, model, changes).ConfigureAwait(false);
            model = await ReadAsync(resource, gke).ConfigureAwait(false) ?? model;
        }

        if (IsToBeMarked(resource, gke, model))
        {
            await AdoptAsync(resource, gke, model).ConfigureAwait(false);
        }

        await PublishAsync(resource, gke, model).ConfigureAwait(false);
    }

    private bool IsToBeMarked(TResource resource, GkeContext gke, TModel model) =>
        CanBeMarked && gke.Options.Adopt && !IsOurs(resource, gke, model) && !IsAdopted(resource, gke, model);

    private async Task AdoptAsync(TResource resource, GkeContext gke, TModel model)
    {
        var (target, owner) = (Target(resource, gke), Owner(resource, gke, model));
        gke.Lifecycle.Report($"adopting {target}");
        await MarkAsync(resource, gke, model, adopted: true).ConfigureAwait(false);
        Log.Adopted(gke.Lifecycle.Logger, target, owner);
    }

    private async Task<TModel?> CreateOnceAsync(TResource resource, GkeContext gke, int round)
    {
        try
        {
            gke.Lifecycle.Report($"creating {Target(resource, gke)}");
            await CreateAsync(resource, gke).ConfigureAwait(false);
            var target = Target(resource, gke);
            Log.Created(gke.Lifecycle.Logger, target);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.AlreadyExists && round < MaxCreateRounds)
        {
            // Somebody creates it right now: most likely a run of ours that was ended before its operation was.
            await WaitForEarlierAsync(resource, gke).ConfigureAwait(false);
        }

        var model = await ReadSettledAsync(resource, gke).ConfigureAwait(false);
        return model is null && round >= MaxCreateRounds
            ? throw new LifecycleException($"{Target(resource, gke)} was created but cannot be read back.") { IsTransient = true }
            : model;
    }

    private async Task<TModel> ReplaceAsync(TResource resource, GkeContext gke, TModel model, IReadOnlyList<FieldChange> changes)
    {
        var target = Target(resource, gke);
        var fields = string.Join("; ", changes.Where(c => c.Immutable).Select(Show));
        if (!gke.Options.AllowReplacement)
        {
            throw new LifecycleException(
                $"{target} cannot be changed in place: {fields}. Declare the current value again, or allow the replacement with WithReplacement() "
                + $"on cluster '{gke.Cluster.Name}': {Loss(resource, gke)}.");
        }

        if (!IsOurs(resource, gke, model))
        {
            throw new LifecycleException($"{target} would have to be replaced ({fields}), but it is {Owner(resource, gke, model)}. What is not ours is never deleted.");
        }

        Log.Replacing(gke.Lifecycle.Logger, target, fields);
        gke.Lifecycle.Report($"replacing {target}");
        await DeleteAsync(resource, gke, model).ConfigureAwait(false);
        await AfterDeleteAsync(resource, gke).ConfigureAwait(false);
        await CreateAsync(resource, gke).ConfigureAwait(false);
        return await ReadSettledAsync(resource, gke).ConfigureAwait(false)
            ?? throw new LifecycleException($"{target} was replaced but cannot be read back.") { IsTransient = true };
    }

    private void ThrowIfForeign(TResource resource, GkeContext gke, TModel model)
    {
        if (!gke.Options.Adopt && !IsOurs(resource, gke, model) && !IsAdopted(resource, gke, model))
        {
            throw new LifecycleException(
                $"{Target(resource, gke)} exists in project '{gke.Project}' and is {Owner(resource, gke, model)}. "
                + $"Give cluster '{gke.Cluster.Name}' another name, remove what is there, or use it with WithAdoption().");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Created {Target}")]
        public static partial void Created(ILogger logger, string target);

        [LoggerMessage(Level = LogLevel.Information, Message = "Updating {Target}: {Changes}")]
        public static partial void Updating(ILogger logger, string target, string changes);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Replacing {Target}: {Changes}")]
        public static partial void Replacing(ILogger logger, string target, string changes);

        [LoggerMessage(Level = LogLevel.Information, Message = "Adopted {Target}, which is {Owner}: it is used and corrected, and never deleted")]
        public static partial void Adopted(ILogger logger, string target, string owner);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Target} is left alone: it is {Owner}")]
        public static partial void LeftAlone(ILogger logger, string target, string owner);
    }
}
