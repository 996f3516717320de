namespace MeshHost.Kubernetes;

/// <summary>Decides which failures pass by themselves. What the server refuses for what it was sent is refused the next time, too.</summary>
internal static class FailureClassifier
{
    // The API server answers these with 500 and no reason, although it is the object that is wrong.
    private static readonly string[] s_permanentMessages =
    [
        "failed to create typed patch object", "failed to create typed live object", "failed to create manager for existing fields", "failed to convert",
        "strict decoding error", "unable to decode", "field not declared in schema", "duplicate entries for key", "structured merge", "cannot unmarshal",
        "error decoding", "expected map, got", "expected list, got", "expected string, got", "unable to find api field", "request is too large",
        "trying to send message larger than max",
    ];

    public static bool IsTransient(KubernetesApiException failure) => failure.StatusCode switch
    {
        0 => !failure.IsRefusedByTls,
        408 or 429 or 502 or 503 or 504 => !IsDenied(failure),
        500 => failure.Reason is "InternalError" or "ServerTimeout" or "Timeout" or "Unknown" or "" && !IsDenied(failure) && !IsPermanentMessage(failure.Message),
        // The object, or the namespace around it, is still on its way out.
        403 => failure.Causes.Any(cause => cause.Reason == "NamespaceTerminating"),
        409 => failure.Reason == "AlreadyExists" && failure.Message.Contains("object is being deleted", StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsDenied(KubernetesApiException failure) => failure.Message.Contains("denied the request", StringComparison.Ordinal);

    private static bool IsPermanentMessage(string message)
    {
        // What a webhook could not be asked for passes by itself, whatever the reason quotes.
        return !message.Contains("failed calling webhook", StringComparison.Ordinal) && s_permanentMessages.Any(known => message.Contains(known, StringComparison.Ordinal));
    }
}
