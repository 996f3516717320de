using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Certificates;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Monitoring;

/// <summary>kube-webhook-certgen: makes the serving certificate of a webhook (<c>create</c>), or puts its authority into the configurations (<c>patch</c>).</summary>
/// <param name="container">The container.</param>
internal sealed class WebhookCertificateJob(ContainerContext container) : ContainerBehavior(container)
{
    private IClusterApi Api => Cluster.Context.Api;

    private string SecretName => Container.Argument("secret-name") ?? "";

    private string TargetNamespace => Container.Argument("namespace") ?? Container.Namespace;

    public override async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await Cluster.Context.Clock.DelayAsync(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
        var command = Container.Arguments.FirstOrDefault(argument => !argument.StartsWith('-'));
        switch (command)
        {
            case "create":
                await CreateAsync(cancellationToken).ConfigureAwait(false);
                return 0;
            case "patch":
                return await PatchAsync(cancellationToken).ConfigureAwait(false);
            default:
                Container.Log.Write($"unknown command \"{command}\"");
                return 1;
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        if (Api.Get("", "secrets", TargetNamespace, SecretName) is not null)
        {
            Container.Log.Write("{\"level\":\"info\",\"msg\":\"secret already exists\"}");
            return;
        }

        var time = Cluster.Context.Clock.Time;
        var authority = CertificateAuthority.Create("nil1", time, "nil1");
        var names = (Container.Argument("host") ?? "").Split(',');
        var issued = authority.Issue(names[0], names, TimeSpan.FromDays(36500));
        await Api.CreateAsync(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = SecretName, ["namespace"] = TargetNamespace },
            ["type"] = "Opaque",
            ["data"] = new JsonObject
            {
                [Container.Argument("ca-name") ?? "ca"] = Encode(authority.RootPem),
                [Container.Argument("cert-name") ?? "cert"] = Encode(issued.CertificatePem),
                [Container.Argument("key-name") ?? "key"] = Encode(issued.KeyPem),
            },
        }, cancellationToken).ConfigureAwait(false);
        Container.Log.Write($"{{\"level\":\"info\",\"msg\":\"created secret '{SecretName}'\"}}");
    }

    private async Task<int> PatchAsync(CancellationToken cancellationToken)
    {
        if (Api.Get("", "secrets", TargetNamespace, SecretName).Object("data").Text("ca") is not { } bundle)
        {
            Container.Log.Write($"{{\"level\":\"fatal\",\"msg\":\"no secret with '{SecretName}' in '{TargetNamespace}'\"}}");
            return 1;
        }

        var name = Container.Argument("webhook-name") ?? "";
        var policy = Container.Argument("patch-failure-policy");
        foreach (var resource in (string[])["mutatingwebhookconfigurations", "validatingwebhookconfigurations"])
        {
            if (Container.Argument("patch-" + resource.Split("webhook")[0]) == "false")
            {
                continue;
            }

            await Api.UpdateAsync("admissionregistration.k8s.io", resource, null, name, configuration =>
            {
                foreach (var webhook in configuration.Array("webhooks").Objects())
                {
                    webhook.Ensure("clientConfig")["caBundle"] = bundle;
                    if (policy is "Fail" or "Ignore")
                    {
                        webhook["failurePolicy"] = policy;
                    }
                }

                return true;
            }, status: false, cancellationToken).ConfigureAwait(false);
        }

        Container.Log.Write("{\"level\":\"info\",\"msg\":\"Patched hook(s)\"}");
        return 0;
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
