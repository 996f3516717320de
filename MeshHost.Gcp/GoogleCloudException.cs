using System.Globalization;
using MeshHost.Gcp.Errors;

namespace MeshHost.Gcp;

/// <summary>A Google API refused a request or an operation failed. The message says what failed, on what, why, and what to do.</summary>
public sealed class GoogleCloudException : Exception
{
    internal GoogleCloudException(GoogleCloudErrorKind kind, string operation, string resource, GoogleErrorBody error, Exception? innerException)
        : base(Compose(kind, operation, resource, error), innerException)
    {
        Kind = kind;
        Operation = operation;
        Resource = resource;
        StatusCode = error.Code;
        Reason = error.ErrorInfoReason ?? error.Reason ?? error.Status;
        Detail = error.Message;
        Remedy = GoogleErrorRemedy.For(kind, error);
        Metadata = error.Metadata;
    }

    /// <summary>What kind of failure it is.</summary>
    public GoogleCloudErrorKind Kind { get; }

    /// <summary>The method or operation that failed, for example <c>compute.networks.insert</c>.</summary>
    public string Operation { get; }

    /// <summary>The resource it was about.</summary>
    public string Resource { get; }

    /// <summary>HTTP status code; 0 when there was no answer.</summary>
    public int StatusCode { get; }

    /// <summary>Google's reason, for example <c>SERVICE_DISABLED</c> or <c>alreadyExists</c>.</summary>
    public string? Reason { get; }

    /// <summary>Google's own message.</summary>
    public string Detail { get; }

    /// <summary>What to do about it, or null.</summary>
    public string? Remedy { get; }

    /// <summary>Google's structured details: service, quota metric and limit, constraint, permission.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether the same request can succeed a little later.</summary>
    public bool IsTransient => Kind is GoogleCloudErrorKind.RateLimited or GoogleCloudErrorKind.ResourceNotReady or GoogleCloudErrorKind.Unavailable
        or GoogleCloudErrorKind.Unreachable or GoogleCloudErrorKind.Timeout;

    internal static GoogleCloudException Unauthenticated(string message, Exception inner) =>
        new(GoogleCloudErrorKind.Unauthenticated, "credentials", "access token", new GoogleErrorBody { Message = message }, inner);

    private static string Compose(GoogleCloudErrorKind kind, string operation, string resource, GoogleErrorBody error)
    {
        var status = error.Code == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({error.Code}{(error.ErrorInfoReason ?? error.Reason ?? error.Status) switch { { } r => " " + r, _ => "" }})");
        var message = $"{operation} failed for {resource}{status}: {error.Message.Trim()}";
        return GoogleErrorRemedy.For(kind, error) is { } remedy ? $"{message}{(message.EndsWith('.') ? "" : ".")} {remedy}" : message;
    }
}
