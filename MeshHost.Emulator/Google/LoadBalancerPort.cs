namespace MeshHost.Emulator.Google;

/// <summary>A port of a load balancer.</summary>
/// <param name="Port">Port number.</param>
/// <param name="Protocol"><c>TCP</c> or <c>UDP</c>.</param>
internal sealed record LoadBalancerPort(int Port, string Protocol = "TCP");
