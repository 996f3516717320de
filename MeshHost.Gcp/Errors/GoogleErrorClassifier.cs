namespace MeshHost.Gcp.Errors;

/// <summary>Tells what kind of failure an error answer reports. Pure: from the most specific mark to the HTTP status.</summary>
internal static class GoogleErrorClassifier
{
    public static GoogleCloudErrorKind Classify(GoogleErrorBody error) =>
        ByErrorInfo(error.ErrorInfoReason) ?? ByReason(error) ?? ByMessage(error) ?? ByStatus(error);

    private static GoogleCloudErrorKind? ByErrorInfo(string? reason) => reason switch
    {
        "SERVICE_DISABLED" => GoogleCloudErrorKind.ServiceDisabled,
        "BILLING_DISABLED" => GoogleCloudErrorKind.BillingDisabled,
        "IAM_PERMISSION_DENIED" => GoogleCloudErrorKind.PermissionDenied,
        "RATE_LIMIT_EXCEEDED" or "CONCURRENT_OPERATIONS_QUOTA_EXCEEDED" => GoogleCloudErrorKind.RateLimited,
        "CLUSTER_ALREADY_HAS_OPERATION" => GoogleCloudErrorKind.OperationInProgress,
        "CUSTOM_ORG_POLICY_VIOLATION" or "ORG_POLICY_VIOLATION" => GoogleCloudErrorKind.OrganizationPolicy,
        "ACCESS_TOKEN_EXPIRED" or "CREDENTIALS_MISSING" => GoogleCloudErrorKind.Unauthenticated,
        _ => null,
    };

    private static GoogleCloudErrorKind? ByReason(GoogleErrorBody error) => error.Reason switch
    {
        "accessNotConfigured" => GoogleCloudErrorKind.ServiceDisabled,
        "notFound" => Has(error, "service account") && Has(error, "unknown") ? GoogleCloudErrorKind.ServiceAccountMissing : GoogleCloudErrorKind.NotFound,
        "alreadyExists" => GoogleCloudErrorKind.AlreadyExists,
        "resourceInUseByAnotherResource" or "RESOURCE_IN_USE_BY_ANOTHER_RESOURCE" => GoogleCloudErrorKind.ResourceInUse,
        "resourceNotReady" or "RESOURCE_NOT_READY" => GoogleCloudErrorKind.ResourceNotReady,
        "operationInProgress" => GoogleCloudErrorKind.ResourceNotReady,
        "rateLimitExceeded" or "userRateLimitExceeded" => GoogleCloudErrorKind.RateLimited,
        "quotaExceeded" or "QUOTA_EXCEEDED" or "GCE_QUOTA_EXCEEDED" => IsPerMinute(error) ? GoogleCloudErrorKind.RateLimited : GoogleCloudErrorKind.QuotaExceeded,
        "conditionNotMet" => Has(error, "constraints/") ? GoogleCloudErrorKind.OrganizationPolicy : GoogleCloudErrorKind.Conflict,
        "GCE_STOCKOUT" or "ZONE_RESOURCE_POOL_EXHAUSTED" or "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS" => GoogleCloudErrorKind.Stockout,
        "IP_SPACE_EXHAUSTED" or "IP_SPACE_EXHAUSTED_WITH_DETAILS" => GoogleCloudErrorKind.AddressesExhausted,
        "UNAVAILABLE" => GoogleCloudErrorKind.Unavailable,
        _ => null,
    };

    private static GoogleCloudErrorKind? ByMessage(GoogleErrorBody error)
    {
        if (Has(error, "has not been used in project") || (Has(error, "API") && Has(error, "is disabled")))
        {
            return GoogleCloudErrorKind.ServiceDisabled;
        }

        // An operation that was accepted and then failed within Google has no HTTP status: its wording is what tells it from a failure of ours.
        if (Has(error, "internal error") && Has(error, "try again"))
        {
            return GoogleCloudErrorKind.Unavailable;
        }

        if (Has(error, "billing") && (Has(error, "enable") || Has(error, "disabled") || Has(error, "must be")))
        {
            return GoogleCloudErrorKind.BillingDisabled;
        }

        if (Has(error, "does not have enough resources available") || Has(error, "ZONE_RESOURCE_POOL_EXHAUSTED") || Has(error, "stockout"))
        {
            return GoogleCloudErrorKind.Stockout;
        }

        if (Has(error, "IP_SPACE_EXHAUSTED") || Has(error, "IP space of") || Has(error, "free IP addresses"))
        {
            return GoogleCloudErrorKind.AddressesExhausted;
        }

        if (Has(error, "incompatible operation") || Has(error, "is currently ") && Has(error, "Please wait and try again"))
        {
            return GoogleCloudErrorKind.OperationInProgress;
        }

        if (Has(error, "constraints/") || Has(error, "organization policy"))
        {
            return GoogleCloudErrorKind.OrganizationPolicy;
        }

        if (Has(error, "service account") && (Has(error, "does not exist") || Has(error, "not found")))
        {
            return GoogleCloudErrorKind.ServiceAccountMissing;
        }

        if (Has(error, "conflicts with existing subnetwork") || Has(error, "range overlaps") || Has(error, "overlapping range"))
        {
            return GoogleCloudErrorKind.AddressConflict;
        }

        if (Has(error, "is already being used by"))
        {
            return GoogleCloudErrorKind.ResourceInUse;
        }

        if (Has(error, "quota") && error.Code is 403 or 429)
        {
            return IsPerMinute(error) || error.Code == 429 ? GoogleCloudErrorKind.RateLimited
                : Has(error, "quota") ? GoogleCloudErrorKind.QuotaExceeded : null;
        }

        return null;
    }

    private static GoogleCloudErrorKind ByStatus(GoogleErrorBody error) => error.Code switch
    {
        401 => GoogleCloudErrorKind.Unauthenticated,
        403 => GoogleCloudErrorKind.PermissionDenied,
        404 => GoogleCloudErrorKind.NotFound,
        409 when error.Status == "ALREADY_EXISTS" => GoogleCloudErrorKind.AlreadyExists,
        409 when error.Status == "ABORTED" || error.Reason == "aborted" => GoogleCloudErrorKind.Conflict,
        409 when Has(error, "already exists") => GoogleCloudErrorKind.AlreadyExists,
        409 or 412 => GoogleCloudErrorKind.Conflict,
        429 => GoogleCloudErrorKind.RateLimited,
        400 when error.Status == "FAILED_PRECONDITION" || error.Reason == "failedPrecondition" => GoogleCloudErrorKind.FailedPrecondition,
        400 => GoogleCloudErrorKind.InvalidArgument,
        500 or 502 or 503 or 504 => GoogleCloudErrorKind.Unavailable,
        _ => GoogleCloudErrorKind.Unknown,
    };

    private static bool IsPerMinute(GoogleErrorBody error) => Has(error, "per minute") || Has(error, "Queries per");

    private static bool Has(GoogleErrorBody error, string text) => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
