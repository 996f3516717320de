using System.Text.Json.Nodes;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Monitoring;

/// <summary>An Alertmanager without alerts.</summary>
/// <param name="container">The container.</param>
internal sealed class AlertmanagerBehavior(ContainerContext container) : ContainerBehavior(container)
{
    public override bool Listens(int port) => port is 9093 or 9094;

    public override Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken) => Task.FromResult(request.Path switch
    {
        "/-/healthy" or "/-/ready" => EmulatedResponse.Text("OK"),
        "/api/v2/alerts" or "/api/v2/silences" => EmulatedResponse.Json(new JsonArray()),
        "/api/v2/status" => EmulatedResponse.Json(new JsonObject { ["cluster"] = new JsonObject { ["status"] = "ready" } }),
        "/metrics" => EmulatedResponse.Text("# TYPE alertmanager_alerts gauge\nalertmanager_alerts{state=\"active\"} 0\n"),
        "/" => EmulatedResponse.Html("<!doctype html><html><head><title>Alertmanager</title></head><body></body></html>"),
        _ => EmulatedResponse.NotFound(),
    });
}
