using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.CertManager;

/// <summary>cert-manager's solver of HTTP-01 challenges: serves one key at one path for one host.</summary>
/// <param name="container">The container.</param>
internal sealed class AcmeSolverBehavior(ContainerContext container) : ContainerBehavior(container)
{
    public const int Port = 8089;

    public override TimeSpan StartupTime => TimeSpan.FromMilliseconds(200);

    public override bool Listens(int port) => port == Port;

    public override Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken) => Task.FromResult(
        request.Path == "/.well-known/acme-challenge/" + Container.Argument("token") && request.Host == Container.Argument("domain")
            ? EmulatedResponse.Text(Container.Argument("key") ?? "")
            : EmulatedResponse.NotFound());
}
