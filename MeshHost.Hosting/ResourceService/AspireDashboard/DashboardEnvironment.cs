namespace MeshHost.Hosting.ResourceService;

/// <summary>What points Aspire's dashboard at this host. Keys are handed over in the environment because arguments are public.</summary>
/// <param name="Frontend">Where a browser reaches the dashboard.</param>
/// <param name="Otlp">Where the dashboard receives telemetry.</param>
/// <param name="ResourceService">Where this host answers the dashboard.</param>
/// <param name="ApiKey">The key of this host's service.</param>
/// <param name="OtlpKey">The key that telemetry is sent with.</param>
/// <param name="BrowserToken">What lets a person in.</param>
internal sealed record DashboardEnvironment(Uri Frontend, Uri Otlp, Uri ResourceService, string ApiKey, string OtlpKey, string BrowserToken)
{
    /// <summary>The variables of a dashboard that sees the same addresses as this host does.</summary>
    public IReadOnlyDictionary<string, string> ToVariables() => ToVariables(Origin(Frontend), Origin(Otlp), Origin(ResourceService));

    /// <summary>The variables of a dashboard that sees other addresses.</summary>
    public IReadOnlyDictionary<string, string> ToVariables(string frontend, string otlp, string resourceService) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = frontend,
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = otlp,
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = resourceService,
            ["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken",
            ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = BrowserToken,
            ["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = ApiKey,
            ["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__OTLP__PRIMARYAPIKEY"] = OtlpKey,
        };

    private static string Origin(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
