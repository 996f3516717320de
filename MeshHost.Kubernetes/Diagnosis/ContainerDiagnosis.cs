using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Explains the containers of a pod from the pod's own status.</summary>
internal static class ContainerDiagnosis
{
    public static IEnumerable<Finding> Explain(KubernetesObject pod)
    {
        ObjectReference about = pod.Reference;
        foreach (JsonNode status in pod.Json.ItemsAt("status", "initContainerStatuses"))
        {
            if (ExplainContainer(pod, status, "init container") is { } finding)
            {
                yield return finding;
            }
            else if (status.ObjectAt("state", "running") is not null && Spec(pod, "initContainers", status).StringAt("restartPolicy") != "Always")
            {
                yield return new Finding(FindingCause.InitContainer, $"{about}: the init container '{status.StringAt("name")}' is still running.", null, about);
            }
        }

        foreach (JsonNode status in pod.Json.ItemsAt("status", "containerStatuses"))
        {
            if (ExplainContainer(pod, status, "container") is { } finding)
            {
                yield return finding;
            }
        }
    }

    private static Finding? ExplainContainer(KubernetesObject pod, JsonNode status, string role)
    {
        string name = status.StringAt("name") ?? "";
        string image = status.StringAt("image") ?? "";
        ObjectReference about = pod.Reference;
        string where = $"{about}: the {role} '{name}'";
        if (status.ObjectAt("state", "waiting") is { } waiting)
        {
            string message = waiting.StringAt("message") ?? "";
            switch (waiting.StringAt("reason"))
            {
                case "ErrImagePull" or "ImagePullBackOff" or "ErrImageNeverPull" or "RegistryUnavailable":
                    return new Finding(FindingCause.ImagePull, $"{where} cannot pull its image '{image}': {message}", PullRemedy(message), about);
                case "InvalidImageName":
                    return new Finding(FindingCause.InvalidImageName, $"{where} has an invalid image name: '{image}'.", "Correct the image.", about);
                case "CreateContainerConfigError":
                    return MessageDiagnosis.Explain(message, about) ?? new Finding(FindingCause.ContainerCannotStart, $"{where} cannot be configured: {message}", null, about);
                case "CreateContainerError" or "RunContainerError":
                    return new Finding(FindingCause.ContainerCannotStart, $"{where} cannot be started: {message}", "Check its command, its mounts and the image's platform.", about);
                case "CrashLoopBackOff":
                    return ExplainEnd(pod, status.ObjectAt("lastState", "terminated"), where, (int)(status.LongAt("restartCount") ?? 0));
            }
        }

        JsonObject? ended = status.ObjectAt("state", "terminated");
        if (ended is not null && ended.LongAt("exitCode") is not 0)
        {
            return ExplainEnd(pod, ended, where, null);
        }

        // It runs, but what ended it before will end it again.
        return status.StringAt("lastState", "terminated", "reason") == "OOMKilled" && !status.BoolAt("ready")
            ? ExplainEnd(pod, status.ObjectAt("lastState", "terminated"), where, (int)(status.LongAt("restartCount") ?? 0))
            : null;
    }

    private static Finding ExplainEnd(KubernetesObject pod, JsonObject? ended, string where, int? restarts)
    {
        long code = ended.LongAt("exitCode") ?? -1;
        string again = restarts is { } count ? $" again and again ({count} restarts)" : "";
        if (ended.StringAt("reason") == "OOMKilled")
        {
            return new Finding(FindingCause.OutOfMemory, $"{where} was ended for using more memory than its limit{again}.", "Raise resources.limits.memory, or make it use less.", pod.Reference);
        }

        string said = ended.StringAt("message") is { Length: > 0 } message ? $" {message.Trim()}" : "";
        string meaning = code switch
        {
            126 => " (the command is not executable)",
            127 => " (the command was not found)",
            137 => " (killed)",
            139 => " (segmentation fault)",
            143 => " (terminated)",
            _ => "",
        };
        return restarts is null
            ? new Finding(FindingCause.ContainerFailed, $"{where} ended with exit code {code}{meaning}.{said}", null, pod.Reference)
            : new Finding(FindingCause.CrashLoop, $"{where} ends{again}, last with exit code {code}{meaning}.{said}", null, pod.Reference);
    }

    private static string PullRemedy(string message)
    {
        if (message.Contains("not found", StringComparison.OrdinalIgnoreCase) || message.Contains("manifest unknown", StringComparison.OrdinalIgnoreCase))
        {
            return "Correct the image's name or tag.";
        }

        if (message.Contains("unauthorized", StringComparison.OrdinalIgnoreCase) || message.Contains("denied", StringComparison.OrdinalIgnoreCase) || message.Contains("403", StringComparison.Ordinal))
        {
            return "Give the node's service account access to the registry (on GKE: roles/artifactregistry.reader), or add an imagePullSecret.";
        }

        return message.Contains("toomanyrequests", StringComparison.OrdinalIgnoreCase)
            ? "The registry limits anonymous pulls: mirror the image, or add credentials."
            : "On a private cluster the nodes need Cloud NAT (or a mirror) to reach the registry.";
    }

    private static JsonNode? Spec(KubernetesObject pod, string list, JsonNode status) =>
        pod.Json.ItemsAt("spec", list).FirstOrDefault(container => container.StringAt("name") == status.StringAt("name"));
}
