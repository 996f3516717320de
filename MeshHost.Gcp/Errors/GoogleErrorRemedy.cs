using System.Text.RegularExpressions;

namespace MeshHost.Gcp.Errors;

/// <summary>What a person can do about a failure. Pure.</summary>
internal static partial class GoogleErrorRemedy
{
    public static string? For(GoogleCloudErrorKind kind, GoogleErrorBody error) => kind switch
    {
        GoogleCloudErrorKind.ServiceDisabled when error.Message.Contains("requires a quota project", StringComparison.OrdinalIgnoreCase) =>
            "Say which project a user's calls count against: 'gcloud auth application-default set-quota-project PROJECT'.",
        GoogleCloudErrorKind.ServiceDisabled =>
            $"Enable the API {error.Metadata.GetValueOrDefault("service") ?? ServiceIn(error.Message) ?? "that the message names"} in the project "
            + "(needs roles/serviceusage.serviceUsageAdmin); it can take some minutes until the change is seen everywhere.",
        GoogleCloudErrorKind.BillingDisabled =>
            "Link the project to an open billing account: Google Cloud console, Billing, My projects.",
        GoogleCloudErrorKind.QuotaExceeded => Quota(error),
        GoogleCloudErrorKind.PermissionDenied => Permission(error),
        GoogleCloudErrorKind.Unauthenticated =>
            "Sign in with 'gcloud auth application-default login', or point GOOGLE_APPLICATION_CREDENTIALS at a credential file.",
        GoogleCloudErrorKind.OrganizationPolicy =>
            $"The organisation forbids this{(Constraint().Match(error.Message) is { Success: true } match ? $" by {match.Value}" : "")}: "
            + "ask its policy administrator for an exception for this project, or change the setting that it names.",
        GoogleCloudErrorKind.Stockout =>
            "The zone has no capacity for this machine type now: choose another zone or machine type, or make the cluster regional.",
        GoogleCloudErrorKind.AddressesExhausted =>
            "The address range is too small: declare a larger range for the nodes or pods (WithNetwork), or fewer nodes.",
        GoogleCloudErrorKind.AddressConflict =>
            "Declare a range that nothing in this network uses (WithNetwork).",
        GoogleCloudErrorKind.ResourceInUse when Blocker().Match(error.Message) is { Success: true } match =>
            $"Remove {match.Groups[1].Value} first, if it is yours to remove.",
        GoogleCloudErrorKind.ServiceAccountMissing =>
            "A new service account is not known everywhere at once; if this lasts for more than ten minutes, see whether it was deleted.",
        GoogleCloudErrorKind.Unreachable =>
            "Check the network, the proxy settings and the endpoint's address.",
        _ => null,
    };

    private static string Quota(GoogleErrorBody error)
    {
        var metric = error.Metadata.GetValueOrDefault("quota_metric");
        var named = string.IsNullOrEmpty(metric)
            ? QuotaName().Match(error.Message) is { Success: true } match ? $" '{match.Groups[1].Value}'" : ""
            : $" '{metric}' (limit {error.Metadata.GetValueOrDefault("quota_limit_value")}, {error.Metadata.GetValueOrDefault("quota_limit")}, {error.Metadata.GetValueOrDefault("quota_location")})";
        return $"Ask for more of the quota{named} under IAM & Admin, Quotas, or declare fewer or smaller nodes.";
    }

    private static string Permission(GoogleErrorBody error)
    {
        var permission = error.Metadata.GetValueOrDefault("permission") ?? (PermissionName().Match(error.Message) is { Success: true } match ? match.Groups["permission"].Value : null);
        return permission is null
            ? "Grant the caller a role with the missing permission on the project."
            : $"Grant the caller a role that has the permission '{permission}' ({RoleFor(permission)}).";
    }

    private static string RoleFor(string permission) => permission.Split('.') switch
    {
        ["compute", "firewalls", ..] => "for example roles/compute.securityAdmin",
        ["compute", ..] => "for example roles/compute.networkAdmin",
        ["container", ..] => "for example roles/container.admin",
        ["iam", "serviceAccounts", "actAs"] => "for example roles/iam.serviceAccountUser on the node service account",
        ["iam", ..] => "for example roles/iam.serviceAccountAdmin",
        ["resourcemanager", ..] => "for example roles/resourcemanager.projectIamAdmin",
        ["dns", ..] => "for example roles/dns.admin",
        ["serviceusage", ..] => "for example roles/serviceusage.serviceUsageAdmin",
        _ => "ask the project's owner",
    };

    private static string? ServiceIn(string message) => Service().Match(message) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"[a-z][a-z0-9-]*\.googleapis\.com")]
    private static partial Regex Service();

    [GeneratedRegex(@"constraints/[A-Za-z0-9_.]+")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"already being used by '([^']+)'")]
    private static partial Regex Blocker();

    [GeneratedRegex(@"[Qq]uota '([A-Za-z0-9_./-]+)'")]
    private static partial Regex QuotaName();

    [GeneratedRegex(@"'?(?<permission>[a-z]+\.[A-Za-z]+\.[A-Za-z]+)'? permission|[Pp]ermission '(?<permission>[a-z]+\.[A-Za-z]+\.[A-Za-z]+)'")]
    private static partial Regex PermissionName();
}
