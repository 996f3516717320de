namespace MeshHost.Emulator.Google.ServiceUsage;

/// <summary>The services that can be enabled, with their titles, and what enabling one brings along.</summary>
internal static class KnownServices
{
    private static readonly SortedDictionary<string, string> s_titles = new(StringComparer.Ordinal)
    {
        ["artifactregistry.googleapis.com"] = "Artifact Registry API",
        ["autoscaling.googleapis.com"] = "Cloud Autoscaling API",
        ["bigquery.googleapis.com"] = "BigQuery API",
        ["certificatemanager.googleapis.com"] = "Certificate Manager API",
        ["cloudapis.googleapis.com"] = "Google Cloud APIs",
        ["cloudbilling.googleapis.com"] = "Cloud Billing API",
        ["cloudkms.googleapis.com"] = "Cloud Key Management Service (KMS) API",
        ["cloudresourcemanager.googleapis.com"] = "Cloud Resource Manager API",
        ["cloudtrace.googleapis.com"] = "Cloud Trace API",
        ["compute.googleapis.com"] = "Compute Engine API",
        ["container.googleapis.com"] = "Kubernetes Engine API",
        ["containerfilesystem.googleapis.com"] = "Container File System API",
        ["containerregistry.googleapis.com"] = "Container Registry API",
        ["dns.googleapis.com"] = "Cloud DNS API",
        ["gkebackup.googleapis.com"] = "Backup for GKE API",
        ["gkeconnect.googleapis.com"] = "GKE Connect API",
        ["gkehub.googleapis.com"] = "GKE Hub API",
        ["iam.googleapis.com"] = "Identity and Access Management (IAM) API",
        ["iamcredentials.googleapis.com"] = "IAM Service Account Credentials API",
        ["logging.googleapis.com"] = "Cloud Logging API",
        ["mesh.googleapis.com"] = "Mesh API",
        ["monitoring.googleapis.com"] = "Cloud Monitoring API",
        ["networkmanagement.googleapis.com"] = "Network Management API",
        ["oslogin.googleapis.com"] = "Cloud OS Login API",
        ["pubsub.googleapis.com"] = "Cloud Pub/Sub API",
        ["secretmanager.googleapis.com"] = "Secret Manager API",
        ["servicemanagement.googleapis.com"] = "Service Management API",
        ["servicenetworking.googleapis.com"] = "Service Networking API",
        ["serviceusage.googleapis.com"] = "Service Usage API",
        ["storage-api.googleapis.com"] = "Google Cloud Storage JSON API",
        ["storage-component.googleapis.com"] = "Cloud Storage",
        ["storage.googleapis.com"] = "Cloud Storage API",
        ["sts.googleapis.com"] = "Security Token Service API",
        ["trafficdirector.googleapis.com"] = "Traffic Director API",
    };

    /// <summary>Names of the services.</summary>
    public static IReadOnlyCollection<string> Names => s_titles.Keys;

    /// <summary>Title of a service.</summary>
    /// <param name="service">The service.</param>
    /// <returns>The title; the name itself for an unknown one.</returns>
    public static string Title(string service) => s_titles.GetValueOrDefault(service, service);

    /// <summary>Whether a service exists.</summary>
    /// <param name="service">The service.</param>
    /// <returns><see langword="true"/> when it can be enabled.</returns>
    public static bool Exists(string service) => s_titles.ContainsKey(service);

    /// <summary>Services that a service needs: enabled together with it, and not to be disabled before it.</summary>
    /// <param name="service">The service.</param>
    /// <returns>What it needs.</returns>
    public static IReadOnlyList<string> Needs(string service) => service switch
    {
        "container.googleapis.com" => ["compute.googleapis.com", "artifactregistry.googleapis.com"],
        "compute.googleapis.com" => ["oslogin.googleapis.com"],
        "iam.googleapis.com" => ["iamcredentials.googleapis.com"],
        _ => [],
    };

    /// <summary>Whether a service only works in a project with billing.</summary>
    /// <param name="service">The service.</param>
    /// <returns><see langword="true"/> when it costs money.</returns>
    public static bool NeedsBilling(string service) =>
        service is "compute.googleapis.com" or "container.googleapis.com" or "dns.googleapis.com" or "artifactregistry.googleapis.com";
}
