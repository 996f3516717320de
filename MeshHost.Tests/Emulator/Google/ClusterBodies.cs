namespace MeshHost.Tests.Emulator.Google;

/// <summary>Request bodies of clusters.</summary>
internal static class ClusterBodies
{
    /// <summary>The how-to's cluster: private nodes, authorized network, Workload Identity, one pool of its own.</summary>
    public const string Create = """
        {"cluster":{"name":"bookinfo-istio","network":"projects/mesh-demo/global/networks/vpc","subnetwork":"projects/mesh-demo/regions/us-central1/subnetworks/subnet",
          "ipAllocationPolicy":{"useIpAliases":true,"clusterSecondaryRangeName":"pods","servicesSecondaryRangeName":"services"},
          "networkConfig":{"defaultEnablePrivateNodes":true},
          "privateClusterConfig":{"enablePrivateNodes":true,"masterIpv4CidrBlock":"172.16.0.0/28"},
          "controlPlaneEndpointsConfig":{"ipEndpointsConfig":{"authorizedNetworksConfig":{"enabled":true,"cidrBlocks":[{"cidrBlock":"203.0.113.0/24","displayName":"office"}]}}},
          "workloadIdentityConfig":{"workloadPool":"mesh-demo.svc.id.goog"},
          "addonsConfig":{"httpLoadBalancing":{"disabled":false}},
          "resourceLabels":{"managed-by":"meshhost"},
          "nodePools":[{"name":"default","initialNodeCount":3,"config":{"machineType":"e2-standard-4","serviceAccount":"nodes-sa@mesh-demo.iam.gserviceaccount.com",
             "oauthScopes":["https://www.googleapis.com/auth/cloud-platform"],"labels":{"role":"mesh"},"workloadMetadataConfig":{"mode":"GKE_METADATA"}}}]}}
        """;

    public const string Path = "locations/us-central1-a/clusters/bookinfo-istio";
}
