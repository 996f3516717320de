using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>A request that the API server refused, or that never reached it.</summary>
public class KubernetesApiException : Exception
{
    /// <summary>Makes an exception without a server's answer.</summary>
    public KubernetesApiException()
    {
    }

    /// <summary>Makes an exception without a server's answer.</summary>
    /// <param name="message">The message.</param>
    public KubernetesApiException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception without a server's answer.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public KubernetesApiException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the HTTP status code; 0 when no answer came.</summary>
    public int StatusCode { get; init; }

    /// <summary>Gets the machine-readable reason, such as <c>NotFound</c>, <c>Conflict</c>, <c>Invalid</c>; <c>Unreachable</c> when no answer came.</summary>
    public string Reason { get; init; } = "Unknown";

    /// <summary>Gets the kind that the request was about.</summary>
    public string? Kind { get; init; }

    /// <summary>Gets the name of the object that the request was about.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the namespace that the request was about.</summary>
    public string? Namespace { get; init; }

    /// <summary>Gets the server's <c>Status</c> object, where it sent one.</summary>
    public JsonObject? Status { get; init; }

    /// <summary>Gets what was tried, such as <c>apply Deployment bookinfo/reviews-v1</c>.</summary>
    public string Operation { get; init; } = "";

    /// <summary>Gets the causes, by field.</summary>
    public IReadOnlyList<FieldError> Causes { get; init; } = [];

    /// <summary>Gets whether no answer came because one side does not accept the other's certificate.</summary>
    internal bool IsRefusedByTls { get; init; }

    /// <summary>Gets whether the same request may well succeed a little later, without a change by anyone.</summary>
    public virtual bool IsTransient => FailureClassifier.IsTransient(this);

    /// <summary>The same failure with advice after the message.</summary>
    internal KubernetesApiException WithAdvice(string advice) => string.IsNullOrWhiteSpace(advice) ? this : new KubernetesApiException($"{Message}{advice}".TrimEnd(), this)
    {
        StatusCode = StatusCode,
        Reason = Reason,
        Kind = Kind,
        Name = Name,
        Namespace = Namespace,
        Status = Status,
        Operation = Operation,
        Causes = Causes,
        IsRefusedByTls = IsRefusedByTls,
    };
}
