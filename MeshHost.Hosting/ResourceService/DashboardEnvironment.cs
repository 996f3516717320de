namespace MeshHost.Hosting.ResourceService;

/// <summary>The environment that points Aspire's dashboard at this host. Keys are handed over here because arguments are public.</summary>
internal static class DashboardEnvironment
{
    public static IReadOnlyDictionary<string, string> Create(Uri frontend, Uri otlp, Uri resourceService, string apiKey, string browserToken) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = Origin(frontend),
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Origin(otlp),
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = Origin(resourceService),
            ["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken",
            ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = browserToken,
            ["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = apiKey,
            ["DASHBOARD__OTLP__AUTHMODE"] = "Unsecured",
        };

    private static string Origin(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
