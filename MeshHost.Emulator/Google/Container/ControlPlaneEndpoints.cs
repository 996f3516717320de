using System.Net;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Container;

/// <summary>Who may reach a control plane and where. Two generations of fields say the same and are kept alike.</summary>
internal static class ControlPlaneEndpoints
{
    private const int MostBlocks = 100;

    /// <summary>Checks and completes the endpoints of a new cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="id">Part of the DNS endpoint's name.</param>
    /// <param name="projectNumber">Number of the project.</param>
    /// <param name="location">Zone or region.</param>
    public static void Prepare(JsonObject cluster, string id, string projectNumber, string location)
    {
        var sent = cluster.Child("controlPlaneEndpointsConfig")?.Child("ipEndpointsConfig");
        if (sent?.Child("authorizedNetworksConfig") is not null && cluster.Child("masterAuthorizedNetworksConfig") is not null)
        {
            throw ContainerErrors.BadRequest("Only one of cluster.master_authorized_networks_config and cluster.control_plane_endpoints_config.ip_endpoints_config.authorized_networks_config may be set.");
        }

        var endpoints = cluster.Ensure("controlPlaneEndpointsConfig");
        var ip = endpoints.Ensure("ipEndpointsConfig");
        ip.Default("enabled", true);
        ip.Default("enablePublicEndpoint", !(cluster.Child("privateClusterConfig")?.Flag("enablePrivateEndpoint") ?? false));
        ip.Default("authorizedNetworksConfig", cluster.Child("masterAuthorizedNetworksConfig")?.DeepClone() ?? new JsonObject());
        ip.Child("authorizedNetworksConfig")!.Default("gcpPublicCidrsAccessEnabled", true);
        if (cluster.Child("privateClusterConfig")?.Child("masterGlobalAccessConfig")?.Flag("enabled") ?? false)
        {
            ip.Default("globalAccess", true);
        }

        var dns = endpoints.Ensure("dnsEndpointConfig");
        dns.Default("allowExternalTraffic", false);
        dns["endpoint"] = $"gke-{id}-{projectNumber}.{location}.gke.goog";
        Check(ip);
        Mirror(cluster);
    }

    /// <summary>Applies an update of the endpoints.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="desired">The fields to change.</param>
    public static void Update(JsonObject cluster, JsonObject desired)
    {
        var endpoints = cluster.Child("controlPlaneEndpointsConfig")!;
        foreach (var part in (string[])["ipEndpointsConfig", "dnsEndpointConfig"])
        {
            foreach (var (field, value) in desired.Child(part) ?? [])
            {
                endpoints.Child(part)![field] = value?.DeepClone();
            }
        }

        var ip = endpoints.Child("ipEndpointsConfig")!;
        ip.Ensure("authorizedNetworksConfig").Default("gcpPublicCidrsAccessEnabled", true);
        Check(ip);
        Mirror(cluster);
    }

    /// <summary>Writes the addresses of a control plane that has started.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="endpoint">Where it listens.</param>
    public static void SetAddresses(JsonObject cluster, ClusterEndpoint endpoint)
    {
        var ip = cluster.Child("controlPlaneEndpointsConfig")!.Child("ipEndpointsConfig")!;
        ip["publicEndpoint"] = endpoint.HostPort;
        ip["privateEndpoint"] = AddressRange.TryParse(cluster.Child("privateClusterConfig")?.Text("masterIpv4CidrBlock"))?.Address(2) ?? "10.128.0.2";
        cluster["endpoint"] = endpoint.HostPort;
        cluster.Child("masterAuth")!["clusterCaCertificate"] = endpoint.CaCertificateBase64;
        Mirror(cluster);
    }

    private static void Check(JsonObject ip)
    {
        var blocks = ip.Child("authorizedNetworksConfig")!.Items("cidrBlocks").ToList();
        if (blocks.Count > MostBlocks)
        {
            throw ContainerErrors.BadRequest($"Authorized networks: {blocks.Count} CIDR blocks, more than the {MostBlocks} allowed.");
        }

        if (blocks.Find(b => !IPNetwork.TryParse(b.Text("cidrBlock"), out _) && !IPAddress.TryParse(b.Text("cidrBlock"), out _)) is { } wrong)
        {
            throw ContainerErrors.BadRequest($"Invalid value for field \"authorized_networks_config.cidr_blocks\": \"{wrong.Text("cidrBlock")}\" is not a CIDR block.");
        }
    }

    private static void Mirror(JsonObject cluster)
    {
        var ip = cluster.Child("controlPlaneEndpointsConfig")!.Child("ipEndpointsConfig")!;
        cluster["masterAuthorizedNetworksConfig"] = ip["authorizedNetworksConfig"]!.DeepClone();
        var privateNodes = cluster.Child("networkConfig")!.Flag("defaultEnablePrivateNodes");
        var isPrivate = !ip.Flag("enablePublicEndpoint");
        var old = cluster.Ensure("privateClusterConfig");
        Set(old, "enablePrivateNodes", privateNodes);
        Set(old, "enablePrivateEndpoint", isPrivate);
        foreach (var field in (string[])["privateEndpoint", "publicEndpoint"])
        {
            if (ip[field] is { } value)
            {
                old[field] = value.DeepClone();
            }
        }
    }

    // False is not written, as in Google's answers.
    private static void Set(JsonObject json, string field, bool value)
    {
        if (value)
        {
            json[field] = true;
        }
        else
        {
            json.Remove(field);
        }
    }
}
