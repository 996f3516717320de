using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.CustomResources;

namespace MeshHost.Tests.Emulator.Kubernetes;

/// <summary>What the emulator does not act on is told to whoever writes it.</summary>
public sealed class ModelledFieldsTests
{
    [Theory]
    [InlineData("networking.istio.io", """{"kind":"VirtualService","spec":{"http":[{"mirror":{"host":"b"},"route":[{"destination":{"host":"a"}}]}]}}""", "spec.http.mirror")]
    [InlineData("networking.istio.io", """{"kind":"VirtualService","spec":{"http":[{"corsPolicy":{},"route":[]}]}}""", "spec.http.corsPolicy")]
    [InlineData("networking.istio.io", """{"kind":"VirtualService","spec":{"tcp":[{"route":[]}]}}""", "spec.tcp")]
    [InlineData("networking.istio.io", """{"kind":"DestinationRule","spec":{"host":"a","trafficPolicy":{"outlierDetection":{}}}}""", "spec.trafficPolicy.outlierDetection")]
    [InlineData("networking.istio.io", """{"kind":"EnvoyFilter","spec":{}}""", "EnvoyFilter")]
    [InlineData("security.istio.io", """{"kind":"AuthorizationPolicy","spec":{"rules":[{"from":[{"source":{"requestPrincipals":["*"]}}]}]}}""", "spec.rules.from.source.requestPrincipals")]
    [InlineData("security.istio.io", """{"kind":"AuthorizationPolicy","spec":{"action":"CUSTOM"}}""", "spec.action CUSTOM")]
    [InlineData("cert-manager.io", """{"kind":"Certificate","spec":{"privateKey":{"algorithm":"RSA"}}}""", "spec.privateKey.algorithm RSA")]
    [InlineData("monitoring.coreos.com", """{"kind":"Prometheus","spec":{"additionalScrapeConfigs":{}}}""", "spec.additionalScrapeConfigs")]
    public void Field_without_effect_is_named(string group, string json, string named) =>
        Assert.Contains(named, Assert.Single(Warnings(group, json)), StringComparison.Ordinal);

    [Theory]
    [InlineData("networking.istio.io", """{"kind":"VirtualService","spec":{"hosts":["a"],"http":[{"match":[{"uri":{"prefix":"/"}}],"route":[{"destination":{"host":"a","port":{"number":80}},"weight":100}],"timeout":"2s"}]}}""")]
    [InlineData("security.istio.io", """{"kind":"AuthorizationPolicy","spec":{"action":"DENY","rules":[{"to":[{"operation":{"paths":["/admin"]}}]}]}}""")]
    [InlineData("example.org", """{"kind":"VirtualService","spec":{"anything":1}}""")]
    public void Field_with_effect_is_not_mentioned(string group, string json) => Assert.Empty(Warnings(group, json));

    private static List<string> Warnings(string group, string json)
    {
        List<string> warnings = [];
        ModelledFields.Check(group, (JsonObject)JsonNode.Parse(json)!, warnings.Add);
        return warnings;
    }
}
