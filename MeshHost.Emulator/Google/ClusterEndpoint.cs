namespace MeshHost.Emulator.Google;

/// <summary>Where a cluster's API server listens and how its clients verify it.</summary>
/// <param name="HostPort">Host and port without a scheme, such as <c>127.0.0.1:43211</c>; becomes the cluster's <c>endpoint</c>.</param>
/// <param name="CaCertificateBase64">The PEM certificate of the cluster's authority, base64-encoded once more as the container API does.</param>
internal sealed record ClusterEndpoint(string HostPort, string CaCertificateBase64);
