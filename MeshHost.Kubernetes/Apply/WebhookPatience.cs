using MeshHost.Kubernetes.Diagnosis;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Kubernetes.Apply;

/// <summary>Repeats a write until the admission webhooks in its way answer; one that stays away is named with what to do.</summary>
internal sealed class WebhookPatience(KubernetesClient client, TimeSpan patience)
{
    public async Task<T> RunAsync<T>(Func<Task<T>> write, ObjectReference reference, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        long started = client.Time.GetTimestamp();
        RetryDelay delay = new();
        for (int attempt = 2; ; attempt++)
        {
            try
            {
                return await write().ConfigureAwait(false);
            }
            catch (KubernetesApiException exception) when (WebhookFailure.TryParse(exception.Message) is { IsDenial: false } failure)
            {
                if (client.Time.GetElapsedTime(started) >= patience)
                {
                    Finding finding = await new ClusterDiagnostician(client).ExplainWebhookAsync(failure, cancellationToken).ConfigureAwait(false);
                    throw exception.WithAdvice($" {finding.Message} {finding.Remedy}");
                }

                progress?.Report(new ObjectProgress(reference, "Retrying", $"the webhook '{failure.Webhook}' does not answer yet: {failure.Detail}"));
                await Task.Delay(delay.For(attempt, null), client.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
