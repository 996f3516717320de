using System.Globalization;
using System.Text.Json;
using Google;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;
using MeshHost.Gcp.Http;
using MeshHost.Gcp.ServiceUsage;

namespace MeshHost.Gcp.Errors;

/// <summary>Turns what the APIs answer, or fail to, into an exception that explains it.</summary>
internal static class GoogleErrorReader
{
    public static GoogleCloudException Read(GoogleApiException exception, ApiCall call)
    {
        var body = Parse(exception.Error?.ErrorResponseContent, (int)exception.HttpStatusCode) ?? new GoogleErrorBody
        {
            Code = (int)exception.HttpStatusCode,
            Message = exception.Error?.Message ?? exception.Message,
        };

        return new GoogleCloudException(GoogleErrorClassifier.Classify(body), call.Method.Id, call.Resource, body, exception);
    }

    public static GoogleCloudException Unreachable(HttpRequestException exception, ApiCall call) =>
        new(GoogleCloudErrorKind.Unreachable, call.Method.Id, call.Resource, new GoogleErrorBody { Message = exception.Message }, exception);

    public static GoogleCloudException TimedOut(Exception exception, ApiCall call, TimeSpan timeout) =>
        new(GoogleCloudErrorKind.Timeout, call.Method.Id, call.Resource,
            new GoogleErrorBody { Message = string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.TotalSeconds:0.#} s") }, exception);

    public static GoogleCloudException Failed(ComputeOperation operation, string resource)
    {
        var first = operation.Error?.Errors is { Count: > 0 } errors ? errors[0] : null;
        var messages = operation.Error?.Errors?.Select(e => e.Message).OfType<string>().ToArray() ?? [];
        var quota = first?.ErrorDetails?.Select(d => d.QuotaInfo).OfType<ComputeQuotaInfo>().FirstOrDefault();
        var metadata = new Dictionary<string, string>();
        if (quota is not null)
        {
            metadata["quota_metric"] = quota.MetricName ?? "";
            metadata["quota_limit"] = quota.LimitName ?? "";
            metadata["quota_limit_value"] = quota.Limit?.ToString(CultureInfo.InvariantCulture) ?? "";
            metadata["quota_location"] = string.Join(",", quota.Dimensions?.Values ?? []);
        }

        return Failed(operation.OperationType, operation.Name, resource, new GoogleErrorBody
        {
            Code = operation.HttpErrorStatusCode ?? 0,
            Reason = first?.Code,
            Message = messages.Length > 0 ? string.Join("; ", messages) : operation.HttpErrorMessage ?? "the operation failed without a message",
            Metadata = metadata,
        });
    }

    public static GoogleCloudException Failed(ContainerOperation operation, string resource)
    {
        var conditions = (operation.ClusterConditions ?? []).Concat(operation.NodepoolConditions ?? []).ToArray();
        var message = operation.Error?.Message ?? operation.StatusMessage ?? conditions.FirstOrDefault()?.Message ?? "the operation failed without a message";
        var more = conditions.Where(c => c.Message is { Length: > 0 } text && !message.Contains(text, StringComparison.Ordinal))
            .Select(c => $"{c.Code}: {c.Message}");
        return Failed(operation.OperationType, operation.Name, resource, new GoogleErrorBody
        {
            Reason = conditions.FirstOrDefault(c => c.Code is { Length: > 0 })?.Code ?? conditions.FirstOrDefault(c => c.CanonicalCode == "UNAVAILABLE")?.CanonicalCode,
            Message = string.Join("; ", more.Prepend(message)),
        });
    }

    public static GoogleCloudException Failed(ServiceUsageOperation operation, string resource) =>
        Failed("services.batchEnable", operation.Name, resource, ParseError(
            JsonSerializer.SerializeToElement(new { code = operation.Error?.Code, message = operation.Error?.Message ?? "", details = operation.Error?.Details }), 0));

    /// <summary>Reads an error answer; null when it is not JSON of a known shape.</summary>
    internal static GoogleErrorBody? Parse(string? content, int status)
    {
        if (string.IsNullOrWhiteSpace(content))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                ? ParseError(error, status)
                : null;
        }
        catch (JsonException)
        {
            // An answer of a proxy or a load balancer in between: its status is all that there is.
            return null;
        }
    }

    private static GoogleCloudException Failed(string? type, string? name, string resource, GoogleErrorBody body) =>
        new(GoogleErrorClassifier.Classify(body), $"operation {name} ({type})", resource, body, null);

    private static GoogleErrorBody ParseError(JsonElement error, int status)
    {
        string? reason = null;
        if (error.TryGetProperty("errors", out var errors) && errors is { ValueKind: JsonValueKind.Array } && errors.GetArrayLength() > 0)
        {
            reason = Text(errors[0], "reason");
        }

        string? infoReason = null;
        var metadata = new Dictionary<string, string>();
        if (error.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array)
        {
            foreach (var detail in details.EnumerateArray().Where(d => d.ValueKind == JsonValueKind.Object))
            {
                ReadDetail(detail, ref infoReason, metadata);
            }
        }

        return new GoogleErrorBody
        {
            Code = error.TryGetProperty("code", out var code) && code.TryGetInt32(out var number) && number >= 400 ? number : status,
            Message = Text(error, "message") ?? "",
            Status = Text(error, "status"),
            Reason = reason,
            ErrorInfoReason = infoReason,
            Metadata = metadata,
        };
    }

    private static void ReadDetail(JsonElement detail, ref string? infoReason, Dictionary<string, string> metadata)
    {
        var type = Text(detail, "@type");
        if (type is not null && type.EndsWith("ErrorInfo", StringComparison.Ordinal))
        {
            infoReason ??= Text(detail, "reason");
            if (detail.TryGetProperty("metadata", out var pairs) && pairs.ValueKind == JsonValueKind.Object)
            {
                foreach (var pair in pairs.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String))
                {
                    metadata[pair.Name] = pair.Value.GetString()!;
                }
            }
        }
        else if (detail.TryGetProperty("violations", out var violations) && violations.ValueKind == JsonValueKind.Array && violations.GetArrayLength() > 0)
        {
            var violation = violations[0];
            metadata.TryAdd("violation_type", Text(violation, "type") ?? "");
            metadata.TryAdd("violation_subject", Text(violation, "subject") ?? "");
            metadata.TryAdd("violation_description", Text(violation, "description") ?? "");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
