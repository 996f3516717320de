using System.Collections.Concurrent;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Google;

namespace MeshHost.Tests.Emulator.Clusters;

/// <summary>A cloud whose firewall and DNS a test sets.</summary>
internal sealed class FakeCloud : ICloud
{
    private readonly ConcurrentDictionary<string, LoadBalancer> _balancers = new();
    private int _addresses;

    public Func<string, int, bool> Allows { get; set; } = (_, _) => true;

    public ConcurrentDictionary<string, string> Records { get; } = new();

    public IEnumerable<string> LoadBalancers => _balancers.Keys;

    public bool IsIngressAllowed(ClusterSpec cluster, string source, int port) => Allows(source, port);

    public string? ResolveA(string name) => Records.GetValueOrDefault(name);

    public bool HasZoneFor(string name) => true;

    public LoadBalancer EnsureLoadBalancer(ClusterSpec cluster, string serviceKey, IReadOnlyList<LoadBalancerPort> ports) =>
        _balancers.GetOrAdd(serviceKey, key => new LoadBalancer(
            cluster.Project, "us-central1", cluster.Network, key, "a" + key.GetHashCode(StringComparison.Ordinal), $"198.51.100.{Interlocked.Increment(ref _addresses)}", ports));

    public void DeleteLoadBalancer(ClusterSpec cluster, string serviceKey) => _balancers.TryRemove(serviceKey, out _);
}
