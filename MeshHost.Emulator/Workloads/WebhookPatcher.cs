using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Workloads;

/// <summary>Keeps a certificate authority in the webhook configurations that call a control plane.</summary>
internal sealed class WebhookPatcher : IAsyncDisposable
{
    private readonly List<ControllerRunner> _runners;

    /// <param name="context">The cluster.</param>
    /// <param name="serves">Whether a webhook calls the control plane.</param>
    /// <param name="authorityPem">The authority to put in.</param>
    /// <param name="raiseFailurePolicy">Whether validation, ignored while nobody serves it, is now to fail what it cannot check.</param>
    public WebhookPatcher(ControllerContext context, Func<JsonObject, bool> serves, string authorityPem, bool raiseFailurePolicy)
    {
        var bundle = Convert.ToBase64String(Encoding.UTF8.GetBytes(authorityPem));
        _runners =
        [
            .. ((string[])["mutatingwebhookconfigurations", "validatingwebhookconfigurations"])
                .Select(resource => new ControllerRunner(
                    new Patcher(context, resource, serves, bundle, raiseFailurePolicy && resource.StartsWith("validating", StringComparison.Ordinal)), context)),
        ];
        _runners.ForEach(runner => runner.Start());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners)
        {
            await runner.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class Patcher(ControllerContext context, string resource, Func<JsonObject, bool> serves, string bundle, bool raiseFailurePolicy)
        : Controller(context)
    {
        private const string Group = "admissionregistration.k8s.io";

        public override string Name => "webhook-patcher";

        public override IReadOnlyList<WatchRule> Watches => [Own(Group, resource)];

        public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            await Api.UpdateAsync(Group, resource, null, key.Name, configuration =>
            {
                var changed = false;
                foreach (var webhook in configuration.Array("webhooks").Objects().Where(serves))
                {
                    var client = webhook.Ensure("clientConfig");
                    if (client.Text("caBundle") != bundle)
                    {
                        client["caBundle"] = bundle;
                        changed = true;
                    }

                    if (raiseFailurePolicy && webhook.Text("failurePolicy") == "Ignore")
                    {
                        webhook["failurePolicy"] = "Fail";
                        changed = true;
                    }
                }

                return changed;
            }, status: false, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }
}
