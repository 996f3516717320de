namespace MeshHost.Gcp.Http;

/// <summary>The APIs that are called.</summary>
internal enum GoogleApi
{
    Compute,
    Container,
    Iam,
    ResourceManager,
    Dns,
    ServiceUsage,
    Billing,
}
