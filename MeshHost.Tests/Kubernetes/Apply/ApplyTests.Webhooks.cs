using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Tests.Kubernetes.Apply;

/// <content>Admission webhooks that are not up.</content>
public abstract partial class ApplyTests
{
    [Fact]
    public async Task Webhook_that_is_not_up_yet_is_waited_for()
    {
        await using KubernetesClient client = await CreateClientAsync();
        ObjectSetApplier applier = new(client);
        KubernetesObject webhook = await RegisterWebhookAsync(client);
        try
        {
            // Registered webhooks reach a real server's admission with a delay.
            await UntilRefusedAsync(client);
            Recorder progress = new();
            progress.OnReport = report =>
            {
                if (report.State == "Retrying")
                {
                    progress.OnReport = null;
                    _ = client.DeleteAsync(webhook.Reference, null, Token);
                }
            };

            ApplyResult result = await applier.ApplyAsync([.. Set().Where(obj => obj.Kind == "ConfigMap")], Hooked, progress, Token);

            Assert.Equal(1, result.Count(ApplyOutcome.Created));
            Assert.Contains(progress.Reports, report => report.State == "Retrying" && report.Message.Contains("'down.example.com' does not answer yet", StringComparison.Ordinal));
        }
        finally
        {
            await client.DeleteAsync(webhook.Reference, null, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Webhook_that_stays_down_is_named_with_its_service()
    {
        await using KubernetesClient client = await CreateClientAsync();
        ObjectSetApplier applier = new(client);
        KubernetesObject webhook = await RegisterWebhookAsync(client);
        try
        {
            await UntilRefusedAsync(client);

            KubernetesApiException exception = await Assert.ThrowsAsync<KubernetesApiException>(() => applier.ApplyAsync(
                [.. Set().Where(obj => obj.Kind == "ConfigMap")], Hooked with { WebhookRetry = TimeSpan.Zero }, null, Token));

            Assert.Contains("The admission webhook 'down.example.com' is not available", exception.Message, StringComparison.Ordinal);
            Assert.Contains($"{_ns}/nobody", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            await client.DeleteAsync(webhook.Reference, null, CancellationToken.None);
        }
    }

    private ApplySetOptions Hooked => new() { Labels = new Dictionary<string, string> { ["hook"] = _ns } };

    /// <summary>Makes the test's namespace, and a webhook for the objects with this test's label whose service does not exist.</summary>
    private async Task<KubernetesObject> RegisterWebhookAsync(KubernetesClient client)
    {
        await new ObjectSetApplier(client).ApplyAsync([.. Set().Where(obj => obj.Kind == "Namespace")], new ApplySetOptions(), null, Token);
        KubernetesObject webhook = KubernetesObject.ParseYaml($$"""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: "{{_ns}}"}
            webhooks:
            - name: down.example.com
              admissionReviewVersions: [v1]
              sideEffects: None
              failurePolicy: Fail
              clientConfig: {service: {name: nobody, namespace: "{{_ns}}", path: /check} }
              objectSelector: {matchLabels: {hook: "{{_ns}}"} }
              rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps] }]
            """)[0];
        await client.ApplyAsync(webhook, null, Token);
        return webhook;
    }

    private async Task UntilRefusedAsync(KubernetesClient client)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        KubernetesObject probe = KubernetesObject.ParseYaml($$"""{apiVersion: v1, kind: ConfigMap, metadata: {generateName: probe-, namespace: {{_ns}}, labels: {hook: {{_ns}} } } }""")[0];
        while (true)
        {
            try
            {
                await client.CreateAsync(probe, dryRun: true, patience.Token);
            }
            catch (KubernetesApiException exception) when (exception.Message.Contains("down.example.com", StringComparison.Ordinal))
            {
                return;
            }
        }
    }
}
