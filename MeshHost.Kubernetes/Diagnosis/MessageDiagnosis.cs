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

        if (MustSpecify().Match(message) is { Success: true } unspecified)
        {
            return new Finding(
                FindingCause.Quota,
                $"{about}: the quota '{unspecified.Groups["name"].Value}' lets in only what says how much it needs: {unspecified.Groups["what"].Value}",
                "Set the requests and limits that the quota counts, or give the namespace a LimitRange with defaults.",
                about);
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

        if (MissingFile().Match(message) is { Success: true } file)
        {
            string holder = file.Groups["kind"].Value == "secret" ? "Secret" : "ConfigMap";
            return new Finding(FindingCause.MissingKey, $"{about}: a {holder} that is mounted has no key '{file.Groups["key"].Value}': {message.Trim()}", "Add the key, or correct the volume's items.", about);
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

    // failed quota: compute: must specify limits.cpu for: app
    [GeneratedRegex("""failed quota: (?<name>[^:\s]+): (?<what>must specify .+)""", RegexOptions.Singleline)]
    private static partial Regex MustSpecify();

    [GeneratedRegex("""serviceaccount "(?<name>[^"]+)" not found""")]
    private static partial Regex ServiceAccount();

    // couldn't find key PASSWORD in Secret default/db
    [GeneratedRegex("""couldn't find key (?<key>\S+) in (?<kind>Secret|ConfigMap) (\S+/)?(?<name>\S+)""")]
    private static partial Regex MissingKey();

    // MountVolume.SetUp failed for volume "settings" : references non-existent config key: a.conf
    [GeneratedRegex("""references non-existent (?<kind>secret|config) key: (?<key>\S+)""")]
    private static partial Regex MissingFile();

    [GeneratedRegex("""(?<kind>secret|configmap) "(?<name>[^"]+)" not found""", RegexOptions.IgnoreCase)]
    private static partial Regex NoSuchReference();

    [GeneratedRegex("""storageclass(\.storage\.k8s\.io)? "(?<name>[^"]+)" not found""", RegexOptions.IgnoreCase)]
    private static partial Regex StorageClass();
}
