using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.Telemetry;
using MeshHost.Resources.PublicAccess;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Verification;

/// <summary>Runs every check of an application and fails with all that did not hold.</summary>
internal sealed class VerificationLifecycle : IResourceLifecycle<VerificationResource>, IResourceVerification<VerificationResource>
{
    public Task<ResourcePlan> PlanAsync(VerificationResource resource, LifecycleContext context) => Task.FromResult(ResourcePlan.NoChanges);

    public Task ProvisionAsync(VerificationResource resource, LifecycleContext context) => VerifyAsync(resource, context);

    public async Task VerifyAsync(VerificationResource resource, LifecycleContext context)
    {
        var host = await DomainName.OfAsync(resource.Parent.Domain!, label: null, context.CancellationToken).ConfigureAwait(false);
        using var http = await CreateClientAsync(resource, context).ConfigureAwait(false);
        var problems = new List<string>();

        // The requests come first: the metrics and traces that the later checks look for are theirs.
        var edge = new PublicEdgeCheck(http, host, context.Time);
        await RunAsync("redirect", edge.RedirectAsync).ConfigureAwait(false);
        await RunAsync("requests", ct => edge.RequestsAsync(resource.Requests, ct)).ConfigureAwait(false);
        var client = await resource.Parent.Mesh.Cluster.GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        var ns = resource.Parent.Namespace;
        await RunAsync("pods", new SidecarCheck(client, ns).RunAsync).ConfigureAwait(false);
        if (resource.Parent.Observability is not null && problems.Count == 0)
        {
            await RunAsync("mtls", new MutualTlsCheck(client, ns, context.Time).RunAsync).ConfigureAwait(false);
            if (resource.Parent.Mesh.TracingSamplingPercentage > 0)
            {
                await RunAsync("trace", new TraceCheck(client, ns, context.Time, ct => edge.RequestsAsync(1, ct)).RunAsync).ConfigureAwait(false);
            }
        }

        if (problems.Count > 0)
        {
            throw new LifecycleException($"{host} is not served as declared: {string.Join("; ", problems)}");
        }

        await context.AddPublicUrlAsync("productpage", new Uri($"https://{host}/productpage")).ConfigureAwait(false);

        async Task RunAsync(string name, Func<CancellationToken, Task<string>> check)
        {
            context.Report($"checking {name}");
            using var activity = LifecycleTelemetry.Source.StartActivity($"verify {name}");
            try
            {
                var result = await check(context.CancellationToken).ConfigureAwait(false);
                await context.SetPropertyAsync($"verify.{name}", result).ConfigureAwait(false);
            }
            catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
            {
                activity.SetFailed(exception);
                await context.SetPropertyAsync($"verify.{name}", $"failed: {exception.Message}").ConfigureAwait(false);
                problems.Add($"{name}: {exception.Message}");
            }
        }
    }

    public async Task<HealthCheckResult> CheckHealthAsync(VerificationResource resource, LifecycleContext context)
    {
        var host = await DomainName.OfAsync(resource.Parent.Domain!, label: null, context.CancellationToken).ConfigureAwait(false);
        using var http = await CreateClientAsync(resource, context).ConfigureAwait(false);
        await new PublicEdgeCheck(http, host, context.Time).ProbeAsync(context.CancellationToken).ConfigureAwait(false);
        return HealthCheckResult.Healthy($"https://{host}/productpage is answered");
    }

    public Task DestroyAsync(VerificationResource resource, LifecycleContext context) => Task.CompletedTask;

    private static async Task<HttpClient> CreateClientAsync(VerificationResource resource, LifecycleContext context)
    {
        var network = context.Services.GetRequiredService<PublicNetwork>();
        var roots = await resource.Issuer.GetPrivateRootsAsync(context.CancellationToken).ConfigureAwait(false);
        return network.CreateHttpClient(roots, await resource.Issuer.GetEdgeAddressAsync(context.CancellationToken).ConfigureAwait(false));
    }
}
