using System.Text.RegularExpressions;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Reads the causes out of the messages that controllers and the kubelet write into events and conditions.</summary>
internal static partial class MessageDiagnosis
{
    /// <summary>Recognises a message; null when it says nothing that is known.</summary>
    public static Finding? Explain(string message, ObjectReference about)
    {
        if (WebhookFailure.TryParse(message) is { } webhook)
        {
            return WebhookDiagnosis.Explain(webhook, null) with { Object = about };
        }

        if (Quota().Match(message) is { Success: true } quota)
        {
            string detail = message[(quota.Index + quota.Length)..].TrimStart(',', ' ');
            return new Finding(FindingCause.Quota, $"{about}: the quota '{quota.Groups["name"].Value}' is used up: {detail}", "Raise the quota, or ask for less.", about);
        }

        if (message.Contains("violates PodSecurity", StringComparison.Ordinal))
        {
            return new Finding(
                FindingCause.PodSecurity, $"{about}: {message[message.IndexOf("violates PodSecurity", StringComparison.Ordinal)..]}", "Change the security context, or the namespace's pod-security.kubernetes.io/enforce label.", about);
        }

        if (ServiceAccount().Match(message) is { Success: true } account)
        {
            return new Finding(FindingCause.MissingServiceAccount, $"{about}: the ServiceAccount '{account.Groups["name"].Value}' does not exist.", "Create it, or correct serviceAccountName.", about);
        }

        if (MissingKey().Match(message) is { Success: true } key)
        {
            return new Finding(FindingCause.MissingKey, $"{about}: the {key.Groups["kind"].Value} '{key.Groups["name"].Value}' has no key '{key.Groups["key"].Value}'.", "Add the key, or mark the reference optional.", about);
        }

        if (NoSuchReference().Match(message) is { Success: true } missing)
        {
            bool secret = missing.Groups["kind"].Value.Equals("secret", StringComparison.OrdinalIgnoreCase);
            string kind = secret ? "Secret" : "ConfigMap";
            return new Finding(
                secret ? FindingCause.MissingSecret : FindingCause.MissingConfigMap,
                $"{about}: the {kind} '{missing.Groups["name"].Value}' does not exist.",
                $"Create the {kind} in the pod's namespace, or correct the reference.",
                about);
        }

        if (StorageClass().Match(message) is { Success: true } storage)
        {
            return new Finding(FindingCause.MissingStorageClass, $"{about}: the StorageClass '{storage.Groups["name"].Value}' does not exist.", "Name one that 'kubectl get storageclass' lists.", about);
        }

        return null;
    }

    [GeneratedRegex("""exceeded quota: (?<name>[^,\s]+)""")]
    private static partial Regex Quota();

    [GeneratedRegex("""serviceaccount "(?<name>[^"]+)" not found""")]
    private static partial Regex ServiceAccount();

    // couldn't find key PASSWORD in Secret default/db ; references non-existent config key: a.conf
    [GeneratedRegex("""couldn't find key (?<key>\S+) in (?<kind>Secret|ConfigMap) (\S+/)?(?<name>\S+)""")]
    private static partial Regex MissingKey();

    [GeneratedRegex("""(?<kind>secret|configmap) "(?<name>[^"]+)" not found""", RegexOptions.IgnoreCase)]
    private static partial Regex NoSuchReference();

    [GeneratedRegex("""storageclass(\.storage\.k8s\.io)? "(?<name>[^"]+)" not found""", RegexOptions.IgnoreCase)]
    private static partial Regex StorageClass();
}
