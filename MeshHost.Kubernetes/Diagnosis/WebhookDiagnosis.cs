using System.Globalization;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Says what is wrong with a webhook, and on GKE which firewall port it needs.</summary>
internal static class WebhookDiagnosis
{
    /// <summary>Explains a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="podPort">The port of the pod behind the webhook's service, where it is known.</param>
    public static Finding Explain(WebhookFailure failure, int? podPort)
    {
        string webhook = $"The admission webhook '{failure.Webhook}'";
        string service = failure.Service is null ? "its service" : failure.Namespace is null ? $"the service {failure.Service}" : $"the service {failure.Namespace}/{failure.Service}";
        int? port = failure.DialledPort ?? podPort;
        if (failure.IsDenial)
        {
            return new Finding(FindingCause.WebhookDenied, $"{webhook} refused the request: {failure.Detail}", "Change the object so that the policy behind the webhook accepts it.");
        }

        if (failure.IsTimeout)
        {
            string at = port is { } known ? $"TCP {known.ToString(CultureInfo.InvariantCulture)}" : "the pod port of its service";
            return new Finding(
                FindingCause.WebhookTimeout,
                $"{webhook} did not answer in time: the control plane cannot reach {service} on {at}.",
                $"On a private GKE cluster the control plane reaches the nodes on 443 and 10250 only: add a firewall rule that allows {at} from the control plane's range to the nodes.");
        }

        if (failure.IsCertificate)
        {
            return new Finding(
                FindingCause.WebhookCertificate,
                $"{webhook} shows a certificate that the API server does not trust: {failure.Detail}",
                "Its CA bundle has not been injected yet, or belongs to an earlier installation: wait for the injector, or delete the webhook's serving secret so that it is made anew.");
        }

        return new Finding(
            FindingCause.WebhookUnavailable,
            $"{webhook} is not available: {failure.Detail}",
            $"Wait until a pod behind {service} is ready; if what it belonged to was removed, delete the webhook configuration.");
    }

    /// <summary>Finds the pod port behind a service's port.</summary>
    public static int? PodPort(KubernetesObject? service, int? servicePort, IEnumerable<KubernetesObject> pods)
    {
        System.Text.Json.Nodes.JsonNode? port = service?.Json.ItemsAt("spec", "ports").FirstOrDefault(port => port.LongAt("port") == (servicePort ?? 443));
        if (port is null)
        {
            return null;
        }

        if (port.LongAt("targetPort") is { } number)
        {
            return (int)number;
        }

        if (port.StringAt("targetPort") is { } name)
        {
            return (int?)pods.SelectMany(pod => pod.Json.ItemsAt("spec", "containers"))
                .SelectMany(container => container.ItemsAt("ports"))
                .FirstOrDefault(candidate => candidate.StringAt("name") == name)
                .LongAt("containerPort");
        }

        return (int?)port.LongAt("port");
    }
}
