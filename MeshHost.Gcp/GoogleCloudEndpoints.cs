namespace MeshHost.Gcp;

/// <summary>Base addresses of the Google APIs. Each can be overridden, as gcloud's <c>api_endpoint_overrides</c> can.</summary>
public sealed record GoogleCloudEndpoints
{
    /// <summary>Google's own addresses.</summary>
    public static GoogleCloudEndpoints Default { get; } = new();

    /// <summary>Compute Engine, with <c>compute/v1/</c> at its end.</summary>
    public Uri Compute { get; init; } = new("https://compute.googleapis.com/compute/v1/");

    /// <summary>Google Kubernetes Engine.</summary>
    public Uri Container { get; init; } = new("https://container.googleapis.com/");

    /// <summary>Identity and Access Management.</summary>
    public Uri Iam { get; init; } = new("https://iam.googleapis.com/");

    /// <summary>Cloud Resource Manager.</summary>
    public Uri ResourceManager { get; init; } = new("https://cloudresourcemanager.googleapis.com/");

    /// <summary>Cloud DNS.</summary>
    public Uri Dns { get; init; } = new("https://dns.googleapis.com/");

    /// <summary>Service Usage.</summary>
    public Uri ServiceUsage { get; init; } = new("https://serviceusage.googleapis.com/");

    /// <summary>Cloud Billing.</summary>
    public Uri Billing { get; init; } = new("https://cloudbilling.googleapis.com/");

    /// <summary>All APIs on one server, as an emulator serves them.</summary>
    /// <param name="server">Address of the server, for example <c>http://127.0.0.1:8080</c>.</param>
    /// <returns>The endpoints.</returns>
    public static GoogleCloudEndpoints On(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var root = server.AbsoluteUri.EndsWith('/') ? server : new Uri(server.AbsoluteUri + "/");
        return new GoogleCloudEndpoints
        {
            Compute = new Uri(root, "compute/v1/"),
            Container = root,
            Iam = root,
            ResourceManager = root,
            Dns = root,
            ServiceUsage = root,
            Billing = root,
        };
    }
}
