using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Gcp.Iam;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>The service account of the nodes.</summary>
internal sealed class ServiceAccountLifecycle : GooglePartLifecycle<GkeServiceAccountResource, ServiceAccount>
{
    // A new account is not known everywhere at once: so many readings in a row have to succeed before it counts as there.
    private const int RequiredReadings = 3;

    protected override string Target(GkeServiceAccountResource resource, GkeContext gke) => $"serviceAccounts/{gke.ServiceAccountEmail}";

    protected override Task<ServiceAccount?> ReadAsync(GkeServiceAccountResource resource, GkeContext gke) =>
        gke.Cloud.Iam.GetServiceAccountAsync(gke.Project, gke.ServiceAccountEmail, gke.Cancellation);

    protected override bool IsOurs(GkeServiceAccountResource resource, GkeContext gke, ServiceAccount model) =>
        model.Description?.Contains(gke.Marker, StringComparison.Ordinal) is true;

    protected override string Owner(GkeServiceAccountResource resource, GkeContext gke, ServiceAccount model) => Ownership.Describe(model.Description);

    protected override bool CanBeMarked => true;

    protected override bool IsAdopted(GkeServiceAccountResource resource, GkeContext gke, ServiceAccount model) => Ownership.IsAdopted(model.Description, gke);

    protected override Task MarkAsync(GkeServiceAccountResource resource, GkeContext gke, ServiceAccount model, bool adopted) =>
        gke.Cloud.Iam.PatchServiceAccountAsync(
            gke.Project, gke.ServiceAccountEmail, new ServiceAccount { Description = Ownership.Mark(model.Description, gke, adopted) }, gke.Cancellation);

    protected override Task<IReadOnlyList<FieldChange>> CompareAsync(GkeServiceAccountResource resource, GkeContext gke, ServiceAccount model)
    {
        var diff = new FieldDiff();
        diff.Text("displayName", model.DisplayName, DisplayName(gke));
        diff.Switch("disabled", model.Disabled, false);
        return Task.FromResult(diff.Changes);
    }

    protected override string? Ailment(GkeServiceAccountResource resource, GkeContext gke, ServiceAccount model) =>
        model.Disabled is true ? $"{Target(resource, gke)} is disabled: nodes cannot get tokens. Enable it." : null;

    protected override async Task CreateAsync(GkeServiceAccountResource resource, GkeContext gke)
    {
        await gke.Cloud.Iam.CreateServiceAccountAsync(
            gke.Project, GkeNames.ServiceAccountId(gke.Cluster.Name), new ServiceAccount { DisplayName = DisplayName(gke), Description = gke.Marker }, gke.Cancellation)
            .ConfigureAwait(false);
        await WaitUntilKnownAsync(resource, gke).ConfigureAwait(false);
    }

    protected override async Task UpdateAsync(GkeServiceAccountResource resource, GkeContext gke, ServiceAccount model, IReadOnlyList<FieldChange> changes)
    {
        if (changes.Any(c => c.Path == "disabled"))
        {
            await gke.Cloud.Iam.EnableServiceAccountAsync(gke.Project, gke.ServiceAccountEmail, gke.Cancellation).ConfigureAwait(false);
        }

        if (changes.Any(c => c.Path == "displayName"))
        {
            await gke.Cloud.Iam.PatchServiceAccountAsync(
                gke.Project, gke.ServiceAccountEmail, new ServiceAccount { DisplayName = DisplayName(gke) }, gke.Cancellation).ConfigureAwait(false);
        }
    }

    protected override Task DeleteAsync(GkeServiceAccountResource resource, GkeContext gke, ServiceAccount model) =>
        gke.Cloud.Iam.DeleteServiceAccountAsync(gke.Project, gke.ServiceAccountEmail, gke.Cancellation);

    private static string DisplayName(GkeContext gke) => $"GKE nodes of {gke.Cluster.Name}";

    private async Task WaitUntilKnownAsync(GkeServiceAccountResource resource, GkeContext gke)
    {
        var (started, patience) = (gke.Lifecycle.Time.GetTimestamp(), gke.Cloud.Connection.Options.IamPropagation);
        for (var readings = 0; readings < RequiredReadings;)
        {
            try
            {
                readings = await ReadAsync(resource, gke).ConfigureAwait(false) is null ? 0 : readings + 1;
            }
            catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.PermissionDenied)
            {
                // Google answers 403 as well as 404 for an account that a server does not know yet.
                readings = 0;
            }

            if (readings == 0 && gke.Lifecycle.Time.GetElapsedTime(started) > patience)
            {
                throw new LifecycleException($"{Target(resource, gke)} was created but is still unknown after {patience.TotalMinutes} minutes.") { IsTransient = true };
            }

            if (readings < RequiredReadings)
            {
                gke.Lifecycle.Report("waiting until the new service account is known everywhere");
                await Task.Delay(gke.Cloud.Connection.Options.PollInterval, gke.Lifecycle.Time, gke.Cancellation).ConfigureAwait(false);
            }
        }
    }
}
