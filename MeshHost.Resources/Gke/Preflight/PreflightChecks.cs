using System.Globalization;
using MeshHost.Gcp;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>Asks Google everything that would stop the rollout later. Reads only.</summary>
internal sealed class PreflightChecks(GkeContext gke)
{
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var problems = DeclarationRules.Problems(gke.Cluster.Name, gke.Options).ToList();
        if (await ProjectProblemAsync().ConfigureAwait(false) is { } project)
        {
            // Without the project, or the right to see it, every other answer would be the same refusal.
            return [.. problems, project];
        }

        Func<Task<IEnumerable<string>>>[] checks =
        [
            BillingAsync, ServicesAsync, new PermissionChecks(gke).RunAsync, new CapacityChecks(gke).RunAsync, VersionAsync,
            new NetworkChecks(gke).RunAsync, new DnsChecks(gke).RunAsync, CallerAsync,
        ];
        var answers = await Task.WhenAll(checks.Select(GuardAsync)).ConfigureAwait(false);
        problems.AddRange(answers.SelectMany(a => a));
        return problems;
    }

    /// <summary>Reports all problems at once, if there are any.</summary>
    /// <param name="aftermath">What has been changed by now.</param>
    public async Task ThrowIfProblemsAsync(string aftermath)
    {
        var problems = await RunAsync().ConfigureAwait(false);
        if (problems.Count > 0)
        {
            var list = string.Join(Environment.NewLine, problems.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"  {i + 1}. {p}")));
            throw new LifecycleException(string.Create(
                CultureInfo.InvariantCulture,
                $"Cluster '{gke.Cluster.Name}' cannot be rolled out to project '{gke.Project}': {problems.Count} problem(s). {aftermath}{Environment.NewLine}{list}"));
        }
    }

    // A check that cannot be made is no problem by itself: the step that needs the same right or service will say so, or another check has.
    private static async Task<IEnumerable<string>> GuardAsync(Func<Task<IEnumerable<string>>> check)
    {
        try
        {
            return await check().ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind is GoogleCloudErrorKind.ServiceDisabled or GoogleCloudErrorKind.PermissionDenied)
        {
            return [];
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            // One check that fails must not hide what the others have found.
            return [ex.Message];
        }
    }

    private async Task<string?> ProjectProblemAsync()
    {
        try
        {
            var project = await gke.Cloud.ResourceManager.GetProjectAsync(gke.Project, gke.Cancellation).ConfigureAwait(false);
            return project switch
            {
                null => $"There is no project '{gke.Project}', or the caller may not see it. Check the parameter '{gke.Cluster.Project.Name}'.",
                { LifecycleState: not (null or "ACTIVE") } => $"The project '{gke.Project}' is {project.LifecycleState}. Use one that is active.",
                _ => null,
            };
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ServiceDisabled)
        {
            // It is enabled with the other services.
            return null;
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.PermissionDenied)
        {
            // Google does not tell strangers which projects exist: a wrong id and a missing right look the same.
            return $"There is no project '{gke.Project}', or the caller may not see it. Check the parameter '{gke.Cluster.Project.Name}'. Google says: {ex.Detail}";
        }
        catch (GoogleCloudException ex) when (!ex.IsTransient)
        {
            return ex.Message;
        }
    }

    private async Task<IEnumerable<string>> BillingAsync()
    {
        var billing = await gke.Cloud.Billing.GetAsync(gke.Project, gke.Cancellation).ConfigureAwait(false);
        return billing is { BillingEnabled: not true }
            ? [$"Billing is off for project '{gke.Project}'. Link it to an open billing account."]
            : [];
    }

    private async Task<IEnumerable<string>> ServicesAsync()
    {
        var missing = await ServicesLifecycle.MissingAsync(gke).ConfigureAwait(false);
        if (missing.Count == 0)
        {
            return [];
        }

        const string Needed = "serviceusage.services.enable";
        var granted = await gke.Cloud.ResourceManager.TestIamPermissionsAsync(gke.Project, [Needed], gke.Cancellation).ConfigureAwait(false);
        return granted.Contains(Needed)
            ? []
            : [$"The project '{gke.Project}' lacks {string.Join(", ", missing)}, and the caller may not enable them. Have them enabled, or get roles/serviceusage.serviceUsageAdmin."];
    }

    private async Task<IEnumerable<string>> VersionAsync()
    {
        var config = await gke.Cloud.Container.GetServerConfigAsync(gke.Project, gke.Options.Location, gke.Cancellation).ConfigureAwait(false);
        var channel = config.Channels?.FirstOrDefault(c => c.Channel == gke.Options.ReleaseChannel);
        if (config.Channels is { Count: > 0 } && channel is null)
        {
            return [$"The release channel '{gke.Options.ReleaseChannel}' is not offered in {gke.Options.Location}: {string.Join(", ", config.Channels.Select(c => c.Channel))}."];
        }

        return gke.Options.Version is { } version && channel?.ValidVersions is { } valid && !valid.Any(v => v == version || v.StartsWith(version + ".", StringComparison.Ordinal) || v.StartsWith(version + "-", StringComparison.Ordinal))
            ? [$"The version '{version}' is not offered in channel '{gke.Options.ReleaseChannel}' of {gke.Options.Location}. Offered: {string.Join(", ", valid)}."]
            : [];
    }

    private async Task<IEnumerable<string>> CallerAsync() =>
        await EgressGuard.FindOutsiderAsync(gke).ConfigureAwait(false) is { } address
            ? [$"This machine reaches the internet from {address}, which is in none of the authorized networks of cluster '{gke.Cluster.Name}': it could not reach the control plane. "
                + $"Add WithAuthorizedNetwork(\"this-machine\", \"{address}/32\")."]
            : [];
}
