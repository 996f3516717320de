using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.CertManager;

/// <summary>cert-manager's CA injector: copies certificate authorities from secrets into the webhook configurations and definitions that ask for them.</summary>
/// <param name="container">The container.</param>
internal sealed class CaInjectorBehavior(ContainerContext container) : ContainerBehavior(container)
{
    private static readonly (string Group, string Resource)[] s_targets =
    [
        ("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
        ("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
        ("apiextensions.k8s.io", "customresourcedefinitions"),
        ("apiregistration.k8s.io", "apiservices"),
    ];

    public override bool Listens(int port) => port == 9402;

    public override async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var runners = s_targets.Select(target => new ControllerRunner(new Injector(Cluster.Context, target.Group, target.Resource), Cluster.Context)).ToList();
        runners.ForEach(runner => runner.Start());
        try
        {
            return await base.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var runner in runners)
            {
                await runner.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private sealed class Injector(ControllerContext context, string group, string resource) : Controller(context)
    {
        public override string Name => "cainjector";

        public override IReadOnlyList<WatchRule> Watches =>
        [
            Own(group, resource),
            new WatchRule("", "secrets", change => Context.Cache.List(group, resource).Where(target => SourceOf(target) == KeyOf(change.Object)).Select(KeyOf)),
        ];

        public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            if (Api.Get(group, resource, null, key.Name) is not { } target || SourceOf(target) is not { } source
                || Api.Get("", "secrets", source.Namespace, source.Name).Object("data").Text("ca.crt") is not { Length: > 0 } bundle)
            {
                return null;
            }

            await Api.UpdateAsync(group, resource, null, key.Name, current => Inject(current, bundle), status: false, cancellationToken).ConfigureAwait(false);
            return null;
        }

        private ObjectKey? SourceOf(JsonObject target)
        {
            if (Split(PodState.Annotation(target, "cert-manager.io/inject-ca-from-secret")) is { } secret)
            {
                return secret;
            }

            return Split(PodState.Annotation(target, "cert-manager.io/inject-ca-from")) is { } certificate
                && Context.Cache.Get("cert-manager.io", "certificates", certificate.Namespace, certificate.Name).At("spec.secretName").AsText() is { } name
                ? new ObjectKey(certificate.Namespace, name)
                : null;
        }

        private static ObjectKey? Split(string? reference) => reference?.Split('/') is [var ns, var name] ? new ObjectKey(ns, name) : null;

        private static bool Inject(JsonObject target, string bundle)
        {
            var clients = target.Text("kind") switch
            {
                "CustomResourceDefinition" => [target.At("spec.conversion.webhook.clientConfig") as JsonObject],
                "APIService" => [target.Object("spec")],
                _ => target.Array("webhooks").Objects().Select(webhook => webhook.Object("clientConfig")),
            };
            var changed = false;
            foreach (var client in clients.OfType<JsonObject>().Where(client => client.Text("caBundle") != bundle))
            {
                client["caBundle"] = bundle;
                changed = true;
            }

            return changed;
        }
    }
}
