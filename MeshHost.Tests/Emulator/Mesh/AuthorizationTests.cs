using System.Text.Json.Nodes;
using MeshHost.Emulator.Mesh;
using MeshHost.Emulator.Network;

namespace MeshHost.Tests.Emulator.Mesh;

/// <summary>Authorization policies decide as in Istio.</summary>
public sealed class AuthorizationTests
{
    private const string OfficeOnly = """
        {"spec":{"action":"DENY","rules":[{"from":[{"source":{"notIpBlocks":["203.0.113.0/24"]}}],"to":[{"operation":{"hosts":["grafana.example.com"],"notPaths":["/.well-known/acme-challenge/*"]}}]}]}}
        """;

    [Theory]
    [InlineData("203.0.113.7", "grafana.example.com", "/", true)]
    [InlineData("198.51.100.9", "grafana.example.com", "/", false)]
    [InlineData("198.51.100.9", "grafana.example.com", "/.well-known/acme-challenge/abc", true)]
    [InlineData("198.51.100.9", "shop.example.com", "/", true)]
    public void Denial_holds_for_addresses_outside_of_the_office(string source, string host, string path, bool allowed) =>
        Assert.Equal(allowed, Allows(OfficeOnly, new EmulatedRequest { SourceAddress = source, Host = host, Path = path }));

    [Fact]
    public void Everything_is_denied_WhenAnAllowanceMatchesNothing() =>
        Assert.False(Allows("""{"spec":{"rules":[{"from":[{"source":{"namespaces":["shop"]}}]}]}}""", new EmulatedRequest()));

    [Fact]
    public void Namespace_comes_from_the_identity_of_the_peer() => Assert.True(Allows(
        """{"spec":{"rules":[{"from":[{"source":{"namespaces":["shop"]}}]}]}}""",
        new EmulatedRequest { SourcePrincipal = "spiffe://cluster.local/ns/shop/sa/default" }));

    [Fact]
    public void Everything_is_allowed_WhenThereIsNoPolicy() => Assert.True(AuthorizationEvaluator.Allows([], new EmulatedRequest(), 80));

    private static bool Allows(string policy, EmulatedRequest request) =>
        AuthorizationEvaluator.Allows([(JsonObject)JsonNode.Parse(policy)!], request, 80);
}
