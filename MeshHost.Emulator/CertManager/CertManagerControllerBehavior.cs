using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.CertManager;

/// <summary>cert-manager's controller: issuers, certificates and ACME challenges.</summary>
/// <param name="container">The container.</param>
internal sealed class CertManagerControllerBehavior(ContainerContext container) : ContainerBehavior(container)
{
    public override bool Listens(int port) => port is 9402 or 9403;

    public override async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var ns = Container.Argument("cluster-resource-namespace") ?? Container.Namespace;
        var solverImage = Container.Argument("acme-http01-solver-image") ?? "quay.io/jetstack/cert-manager-acmesolver:v1.17.0";
        using var checker = new ChallengeChecker(Cluster.Internet);
        List<ControllerRunner> runners =
        [
            new(new IssuerController(Cluster.Context, "issuers", ns), Cluster.Context),
            new(new IssuerController(Cluster.Context, "clusterissuers", ns), Cluster.Context),
            new(new CertificateController(Cluster.Context, new CertificateIssuance(Cluster, ns), new ChallengeSolver(Cluster.Context, checker, solverImage)), Cluster.Context),
        ];
        runners.ForEach(runner => runner.Start());
        try
        {
            return await base.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var runner in runners)
            {
                await runner.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public override Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken) => Task.FromResult(
        request.Path == "/metrics"
            ? EmulatedResponse.Text("# TYPE certmanager_clock_time_seconds_gauge gauge\ncertmanager_clock_time_seconds_gauge " + Cluster.Context.Clock.UtcNow.ToUnixTimeSeconds() + "\n")
            : EmulatedResponse.Text("ok"));
}
