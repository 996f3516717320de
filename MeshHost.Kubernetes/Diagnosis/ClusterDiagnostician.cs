using System.Diagnostics;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Finds out why an object is not ready: reads what belongs to it, and explains it.</summary>
/// <param name="client">The cluster.</param>
public sealed class ClusterDiagnostician(KubernetesClient client)
{
    private const int MaximumFindings = 8;
    private const int LogLines = 10;

    private readonly RelatedObjects _related = new(client);

    /// <summary>Finds out why an object is not ready, or does not go away.</summary>
    /// <param name="obj">The object.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The findings; none when nothing is wrong that can be seen.</returns>
    public async Task<Diagnosis> DiagnoseAsync(ObjectReference obj, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(obj);
        using Activity? activity = KubernetesTelemetry.Source.StartActivity("diagnose");
        activity?.SetTag("k8s.object.kind", obj.Kind.Kind);
        activity?.SetTag("k8s.object.name", obj.Name);
        activity?.SetTag("k8s.namespace.name", obj.Namespace);
        List<Finding> findings = await FindAsync(obj, cancellationToken).ConfigureAwait(false);
        List<Finding> refined = [];
        foreach (Finding finding in findings.DistinctBy(finding => (finding.Cause, finding.Message)).Take(MaximumFindings))
        {
            refined.Add(await RefineAsync(finding, cancellationToken).ConfigureAwait(false));
        }

        return new Diagnosis([.. refined.DistinctBy(finding => finding.Message)]);
    }

    /// <summary>Diagnoses where a diagnosis is a courtesy: what goes wrong with it must not hide what it was to explain.</summary>
    internal async Task<Diagnosis?> TryDiagnoseAsync(ObjectReference obj, CancellationToken cancellationToken)
    {
        try
        {
            return await DiagnoseAsync(obj, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException exception)
        {
            return new Diagnosis([new Finding(FindingCause.Other, $"Could not find out why: {exception.Message}", null, obj)]);
        }
    }

    /// <summary>Explains a webhook's failure, with the port that the control plane must be able to reach.</summary>
    internal async Task<Finding> ExplainWebhookAsync(WebhookFailure failure, CancellationToken cancellationToken)
    {
        if (failure is not { IsDenial: false, Service: { } name, Namespace: { } ns })
        {
            return WebhookDiagnosis.Explain(failure, null);
        }

        try
        {
            KubernetesObject? service = await client.GetAsync(new ObjectReference(new("", "v1", "Service"), name, ns), cancellationToken).ConfigureAwait(false);
            IReadOnlyList<KubernetesObject> pods = service is null ? [] : await _related.PodsOfServiceAsync(service, cancellationToken).ConfigureAwait(false);
            return WebhookDiagnosis.Explain(failure, WebhookDiagnosis.PodPort(service, failure.ServicePort, pods));
        }
        catch (KubernetesApiException)
        {
            return WebhookDiagnosis.Explain(failure, null);
        }
    }

    private async Task<List<Finding>> FindAsync(ObjectReference reference, CancellationToken cancellationToken)
    {
        KubernetesObject? obj;
        try
        {
            obj = await client.GetAsync(reference, cancellationToken).ConfigureAwait(false);
        }
        catch (NoKindMatchException exception)
        {
            return [new Finding(FindingCause.MissingDefinition, exception.Message, null, reference)];
        }

        if (obj is null)
        {
            return [new Finding(FindingCause.NotFound, $"{reference} does not exist.", null, reference)];
        }

        IReadOnlyList<KubernetesObject> events = await _related.EventsAsync(obj, cancellationToken).ConfigureAwait(false);
        Finding[] known = [.. WorkloadDiagnosis.Explain(obj)];
        List<Finding> findings = [.. DeletionDiagnosis.Explain(obj), .. known];
        switch (obj.GroupVersionKind.Group, obj.Kind)
        {
            case ("", "Pod"):
                findings.AddRange(await ExplainPodAsync(obj, cancellationToken).ConfigureAwait(false));
                break;
            case ("", "Service"):
                IReadOnlyList<KubernetesObject> behind = await _related.PodsOfServiceAsync(obj, cancellationToken).ConfigureAwait(false);
                findings.AddRange(ServiceDiagnosis.Explain(obj, events, behind));
                break;
            case ("", "PersistentVolumeClaim"):
                IReadOnlyList<KubernetesObject> classes = await client.ListAsync(new("storage.k8s.io", "v1", "StorageClass"), null, null, cancellationToken).ConfigureAwait(false);
                findings.AddRange(ClaimDiagnosis.Explain(obj, events, classes));
                break;
            case ("", "Namespace"):
                findings.AddRange(DeletionDiagnosis.ExplainNamespace(obj, await _related.RemainingAsync(obj, cancellationToken).ConfigureAwait(false)));
                break;
            case ("cert-manager.io", "Certificate"):
                findings.AddRange(await ExplainCertificateAsync(obj, events, cancellationToken).ConfigureAwait(false));
                break;
            case ("acme.cert-manager.io", "Challenge"):
                findings.AddRange(CertificateDiagnosis.Explain(obj) is { } challenge ? [challenge] : EventDiagnosis.Explain(events, reference));
                break;
            case ("apps" or "batch", _):
                findings.AddRange(await ExplainWorkloadAsync(obj, events, cancellationToken).ConfigureAwait(false));
                break;
            default:
                findings.AddRange(EventDiagnosis.Explain(events, reference));
                findings.AddRange(known.Length == 0 ? Unmet(obj) : []);
                break;
        }

        return findings;
    }

    private static IEnumerable<Finding> Unmet(KubernetesObject obj) =>
        Readiness.ObjectReadiness.Evaluate(obj).State == Readiness.ReadinessState.Ready ? [] : WorkloadDiagnosis.ExplainConditions(obj);

    private async Task<List<Finding>> ExplainCertificateAsync(KubernetesObject certificate, IReadOnlyList<KubernetesObject> events, CancellationToken cancellationToken)
    {
        if (Readiness.ObjectReadiness.Evaluate(certificate).State == Readiness.ReadinessState.Ready)
        {
            return [];
        }

        IReadOnlyList<KubernetesObject> neighbours = await client.ListAsync(certificate.GroupVersionKind, certificate.Namespace, null, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<KubernetesObject> challenges = await _related.ChallengesAsync(certificate, cancellationToken).ConfigureAwait(false);
        return
        [
            .. CertificateDiagnosis.ExplainTwins(certificate, neighbours),
            .. CertificateDiagnosis.ExplainChallenges(certificate, challenges),
            .. EventDiagnosis.Explain(events, certificate.Reference),
            .. Unmet(certificate),
        ];
    }

    private async Task<List<Finding>> ExplainWorkloadAsync(KubernetesObject obj, IReadOnlyList<KubernetesObject> events, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        foreach (KubernetesObject pod in await _related.PodsOfWorkloadAsync(obj, cancellationToken).ConfigureAwait(false))
        {
            if (!ServiceDiagnosis.IsReady(pod) && pod.Json.StringAt("status", "phase") != "Succeeded")
            {
                findings.AddRange(await ExplainPodAsync(pod, cancellationToken).ConfigureAwait(false));
            }
            else if (await _related.FindMissingSidecarAsync(pod, cancellationToken).ConfigureAwait(false) is { } missing)
            {
                findings.Add(missing);
            }
        }

        if (obj.Kind == "Deployment")
        {
            // A pod that could not even be created is reported by the ReplicaSet.
            foreach (KubernetesObject set in await _related.ReplicaSetsAsync(obj, cancellationToken).ConfigureAwait(false))
            {
                findings.AddRange(EventDiagnosis.Explain(await _related.EventsAsync(set, cancellationToken).ConfigureAwait(false), set.Reference));
            }
        }

        findings.AddRange(EventDiagnosis.Explain(events, obj.Reference));
        return findings;
    }

    private async Task<List<Finding>> ExplainPodAsync(KubernetesObject pod, CancellationToken cancellationToken)
    {
        List<Finding> findings = [.. PodDiagnosis.Explain(pod, await _related.EventsAsync(pod, cancellationToken).ConfigureAwait(false))];
        if (await _related.FindMissingSidecarAsync(pod, cancellationToken).ConfigureAwait(false) is { } missing)
        {
            // What the kubelet says of the image 'auto' only follows from it.
            findings.RemoveAll(finding => finding.Cause is FindingCause.ImagePull or FindingCause.InvalidImageName && finding.Message.Contains("auto", StringComparison.Ordinal));
            findings.Insert(0, missing);
        }

        if (SchedulingDiagnosis.IsUnscheduled(pod))
        {
            IReadOnlyList<KubernetesObject> nodes = await client.ListAsync(new("", "v1", "Node"), null, null, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<KubernetesObject> scheduled = await client.ListAsync(
                new("", "v1", "Pod"), null, new ListOptions { FieldSelector = "spec.nodeName!=" }, cancellationToken).ConfigureAwait(false);
            findings.AddRange(SchedulingDiagnosis.Explain(pod, nodes, scheduled));
        }

        for (int i = 0; i < findings.Count; i++)
        {
            if (findings[i].Cause is FindingCause.CrashLoop or FindingCause.ContainerFailed)
            {
                findings[i] = await WithLogAsync(findings[i], pod, cancellationToken).ConfigureAwait(false);
            }
        }

        return findings;
    }

    private async Task<Finding> WithLogAsync(Finding finding, KubernetesObject pod, CancellationToken cancellationToken)
    {
        string? container = pod.Json.ItemsAt("status", "containerStatuses").Concat(pod.Json.ItemsAt("status", "initContainerStatuses"))
            .Select(status => status.StringAt("name")).FirstOrDefault(name => finding.Message.Contains($"'{name}'", StringComparison.Ordinal));
        try
        {
            LogOptions options = new() { Container = container, TailLines = LogLines, Previous = finding.Cause == FindingCause.CrashLoop };
            string log = await client.GetLogsAsync(pod.Name, pod.Namespace!, options, cancellationToken).ConfigureAwait(false);
            return string.IsNullOrWhiteSpace(log) ? finding : finding with { Message = $"{finding.Message} Its last lines: {log.Trim().ReplaceLineEndings(" | ")}" };
        }
        catch (KubernetesApiException)
        {
            return finding; // no log any more; the exit code has to do
        }
    }

    private async Task<Finding> RefineAsync(Finding finding, CancellationToken cancellationToken)
    {
        if (finding.Cause != FindingCause.WebhookTimeout || finding.Object is null)
        {
            return finding;
        }

        // The message alone names the service's port; the firewall needs that of the pod.
        foreach (string message in await _related.MessagesAsync(finding.Object, cancellationToken).ConfigureAwait(false))
        {
            if (WebhookFailure.TryParse(message) is { IsTimeout: true, DialledPort: null } failure)
            {
                return await ExplainWebhookAsync(failure, cancellationToken).ConfigureAwait(false) with { Object = finding.Object };
            }
        }

        return finding;
    }
}
