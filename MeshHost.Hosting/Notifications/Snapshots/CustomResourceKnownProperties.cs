namespace Aspire.Hosting.ApplicationModel;

/// <summary>The names of properties that have a meaning to dashboards.</summary>
public static class CustomResourceKnownProperties
{
    /// <summary>Where the resource comes from.</summary>
    public static string Source => "resource.source";

    /// <summary>The connection string of the resource.</summary>
    public static string ConnectionString => "resource.connectionString";
}
