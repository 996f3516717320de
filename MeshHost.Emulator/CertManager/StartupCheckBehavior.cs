using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Mesh;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.CertManager;

/// <summary>cert-manager's start-up check: waits until its webhook can be called and trusted.</summary>
/// <param name="container">The container.</param>
internal sealed class StartupCheckBehavior(ContainerContext container) : ContainerBehavior(container)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(5);

    public override async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var clock = Cluster.Context.Clock;
        var wait = RouteActions.Duration(Container.Argument("wait")) ?? TimeSpan.FromMinutes(1);

        // Without any waiting the check would give up before the webhook starts: it then tries for a few real seconds.
        var deadline = clock.UtcNow + clock.Interval(wait, TimeSpan.FromSeconds(5));
        while (clock.UtcNow < deadline)
        {
            if (Problem() is not { } problem)
            {
                Container.Log.Write("The cert-manager API is ready");
                return 0;
            }

            Container.Log.Write($"Not ready: {problem}");
            await Task.Delay(clock.Interval(s_poll, TimeSpan.FromMilliseconds(25)), clock.Time, cancellationToken).ConfigureAwait(false);
        }

        Container.Log.Write("error: timed out waiting for the condition");
        return 1;
    }

    private string? Problem()
    {
        var cache = Cluster.Context.Cache;
        if (cache.Get("apiextensions.k8s.io", "customresourcedefinitions", null, "certificaterequests.cert-manager.io") is null)
        {
            return "the cert-manager CRDs are not yet installed on the Kubernetes API server";
        }

        if (WebhookEndpoints().Count == 0)
        {
            return "the cert-manager webhook deployment is not ready yet";
        }

        return cache.List("admissionregistration.k8s.io", "validatingwebhookconfigurations")
            .SelectMany(configuration => configuration.Array("webhooks").Objects())
            .Any(webhook => webhook.Text("name") == "webhook.cert-manager.io" && webhook.At("clientConfig.caBundle").AsText() is { Length: > 0 })
            ? null
            : "the cert-manager webhook CA bundle is not injected yet";

        IReadOnlyList<ServiceEndpoint> WebhookEndpoints() => Cluster.Mesh.Endpoints((Container.Namespace, "cert-manager-webhook"), 443);
    }
}
