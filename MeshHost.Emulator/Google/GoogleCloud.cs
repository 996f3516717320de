using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Container;
using MeshHost.Emulator.Google.Discovery;
using MeshHost.Emulator.Google.Dns;
using MeshHost.Emulator.Google.Faults;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Iam;
using MeshHost.Emulator.Google.LoadBalancing;
using MeshHost.Emulator.Google.Operations;
using MeshHost.Emulator.Google.Projects;
using MeshHost.Emulator.Google.ServiceUsage;
using MeshHost.Emulator.Google.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshHost.Emulator.Google;

/// <summary>
/// An emulated Google Cloud: the state of its projects and the APIs that clients talk to. All APIs share one port; point
/// clients at it with their endpoint overrides.
/// </summary>
internal sealed class GoogleCloud : IAsyncDisposable
{
    private static readonly string[] s_prefixes = ["/compute", "/v1", "/v1beta1", "/v3", "/dns"];
    private static readonly string[] s_inventoried = ["compute/", "container/", "dns/", "iam/"];
    private readonly CloudState _state;
    private readonly ProjectDirectory _projects;
    private readonly ComputeContext _compute;
    private readonly PersistentDisks _disks;
    private readonly OperationRunner _operations;
    private readonly GoogleEndpoint _endpoint;
    private readonly BatchEndpoint _batch;
    private readonly FirewallEvaluator _firewalls;
    private readonly LoadBalancerController _loadBalancers;
    private readonly DnsResolver _resolver;
    private readonly TokenEndpoint _token;
    private readonly ManagedZones _zones;
    private readonly ClusterOperator _clusters;

    /// <summary>Creates the cloud, with the state that an earlier run left in the data folder.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="clusterHost">What runs the clusters.</param>
    /// <param name="loggerFactory">Where it reports faults of its own.</param>
    public GoogleCloud(GoogleCloudOptions options, IClusterHost clusterHost, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clusterHost);
        var logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<GoogleCloud>();
        _state = new CloudState(options.DataFolder is null ? null : new StateFile(options.DataFolder));
        var identifiers = new Identifiers(_state, options.Seed);
        Faults = new FaultInjector(options.Seed);
        _operations = new OperationRunner(_state, identifiers, Faults, options, logger);
        var projects = _projects = new ProjectDirectory(_state, options);
        var methods = new MethodTable(ApiCatalog.Load());
        var compute = _compute = new ComputeContext(_state, identifiers, _operations, options.TimeProvider);
        ComputeApi.Register(compute, methods);
        Permissions = new PermissionGate();
        var accounts = new ServiceAccounts(_state, options, projects);
        var policies = new IamPolicies(_state, identifiers, projects, accounts);
        foreach (var project in options.Projects)
        {
            policies.Initialize(project);
        }

        new ProjectsApi(_state, projects, policies, Permissions).Register(methods);
        new ServiceUsageApi(_state, _operations, projects).Register(methods);
        new IamApi(_state, identifiers, options, projects, accounts, policies, Permissions).Register(methods);
        new IamCredentialsApi(options, accounts, identifiers).Register(methods);
        var zones = new ManagedZones(_state, identifiers, options.TimeProvider);
        _zones = zones;
        var records = new RecordSets(_state, zones);
        zones.Register(methods);
        records.Register(methods);
        new Changes(_state, zones, records, options).Register(methods);
        var quotas = new QuotaLedger(_state, options);
        new LocationsApi(projects, quotas).Register(methods);
        _clusters = ContainerApi.Register(
            new ContainerContext(_state, identifiers, _operations, compute, projects, accounts, options.TimeProvider), clusterHost, quotas, methods);
        _token = new TokenEndpoint(identifiers, _state);
        _firewalls = new FirewallEvaluator(compute);
        _disks = new PersistentDisks(compute);
        _loadBalancers = new LoadBalancerController(compute);
        _resolver = new DnsResolver(_state);
        var dispatcher = new ApiDispatcher(methods, _state, Faults, projects, Permissions, options);
        _endpoint = new GoogleEndpoint(dispatcher);
        _batch = new BatchEndpoint(dispatcher);
    }

    /// <summary>Faults on demand.</summary>
    public FaultInjector Faults { get; }

    /// <summary>What the caller may do.</summary>
    public PermissionGate Permissions { get; }

    /// <summary>Goes on where an earlier run with the same data folder stopped: starts its clusters and resumes its operations.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task that ends when the clusters run.</returns>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _clusters.RestartAsync(cancellationToken).ConfigureAwait(false);
        _operations.Resume();
    }

    /// <summary>Adds the APIs to a web application.</summary>
    /// <param name="app">The application; it should listen on loopback only.</param>
    public void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        foreach (var prefix in s_prefixes)
        {
            app.Map(prefix + "/{**path}", _endpoint.HandleAsync);
        }

        app.MapPost("/batch/{**path}", _batch.HandleAsync);
        app.MapPost("/token", _token.HandleAsync);
        new AdminEndpoint(this).Map(app);
    }

    /// <summary>Whether the firewall rules of a network let a connection in.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="network">Short name of the network.</param>
    /// <param name="sourceIpOrCidr">Address or range that it comes from; a range gets in when all of it does.</param>
    /// <param name="port">Destination port.</param>
    /// <param name="protocol">Protocol: <c>tcp</c>, <c>udp</c> or <c>icmp</c>.</param>
    /// <param name="targetServiceAccount">Service account of the destination node; without it, rules for service accounts do not apply.</param>
    /// <param name="targetTags">Network tags of the destination; without them, those of all nodes of clusters in the network.</param>
    /// <returns><see langword="true"/> when it gets in.</returns>
    public bool IsIngressAllowed(
        string project,
        string network,
        string sourceIpOrCidr,
        int port,
        string protocol = "tcp",
        string? targetServiceAccount = null,
        IReadOnlyCollection<string>? targetTags = null) =>
        _state.Transact(() => _firewalls.IsIngressAllowed(
            project, network, sourceIpOrCidr, port, protocol, targetServiceAccount, targetTags ?? _clusters.NodeTags(project, network)));

    /// <summary>Makes the zone of a domain unless it exists.</summary>
    /// <param name="project">Project that the zone belongs to.</param>
    /// <param name="domain">The domain, with or without the final dot.</param>
    public void EnsureZone(string project, string domain) => _state.Transact(() => _zones.Ensure(project, domain));

    /// <summary>Resolves a name from the public zones of Cloud DNS.</summary>
    /// <param name="fqdn">The name, with or without the final dot.</param>
    /// <returns>The first IPv4 address, or <see langword="null"/> when there is none.</returns>
    public string? ResolveA(string fqdn) => _state.Transact(() => _resolver.ResolveA(fqdn));

    /// <summary>Whether a public zone of Cloud DNS serves a name, whatever records it has.</summary>
    /// <param name="fqdn">The name, with or without the final dot.</param>
    /// <returns><see langword="true"/> when one does.</returns>
    public bool HasZoneFor(string fqdn) => _state.Transact(() => _resolver.HasZoneFor(fqdn));

    /// <summary>Makes the load balancer of a Service, or changes the ports of the one that it has.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="region">Region.</param>
    /// <param name="network">Short name of the network.</param>
    /// <param name="serviceKey">Unique per Service object: <c>cluster-id/namespace/name</c>.</param>
    /// <param name="ports">The ports.</param>
    /// <param name="requestedAddress">The Service's <c>loadBalancerIP</c>, or <see langword="null"/>.</param>
    /// <returns>The load balancer, with its address from 198.51.100.0/24.</returns>
    public LoadBalancer CreateLoadBalancer(
        string project,
        string region,
        string network,
        string serviceKey,
        IReadOnlyList<LoadBalancerPort> ports,
        string? requestedAddress = null) =>
        _state.Transact(() => _loadBalancers.Create(project, region, network, serviceKey, ports, requestedAddress));

    /// <summary>Removes the load balancer of a Service.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="region">Region.</param>
    /// <param name="serviceKey">The key that it was made with.</param>
    /// <returns>Whether there was one.</returns>
    public bool DeleteLoadBalancer(string project, string region, string serviceKey) =>
        _state.Transact(() => _loadBalancers.Delete(project, region, serviceKey));

    /// <summary>Makes a persistent disk, as GKE does for a volume claim.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="zone">Zone.</param>
    /// <param name="name">Name, such as <c>pvc-</c> and the volume's uid.</param>
    /// <param name="sizeGb">Size in GiB.</param>
    /// <param name="clusterName">The cluster, for the disk's label.</param>
    public void CreateDisk(string project, string zone, string name, long sizeGb, string clusterName) =>
        _state.Transact(() => _disks.Create(project, zone, name, sizeGb, clusterName));

    /// <summary>Removes a persistent disk.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="zone">Zone.</param>
    /// <param name="name">Its name.</param>
    /// <returns>Whether there was one.</returns>
    public bool DeleteDisk(string project, string zone, string name) => _state.Transact(() => _disks.Delete(project, zone, name));

    /// <summary>Puts a resource of Compute Engine there that only Google's controllers or other tools make, to rehearse what a tear-down does with it.</summary>
    /// <param name="path">Its path, such as <c>projects/p/zones/z/networkEndpointGroups/n</c>.</param>
    /// <param name="kind">Its kind, such as <c>compute#networkEndpointGroup</c>.</param>
    /// <param name="resource">Its fields; name, links and times are filled in.</param>
    public void Plant(string path, string kind, JsonObject resource) => _state.Transact(() => _compute.Put(path, kind, resource));

    /// <summary>Everything that a tear-down has to remove: paths of all resources except projects, policies, services and operations.</summary>
    /// <returns>The paths, sorted.</returns>
    // The changes of a zone are its history, which stays as long as the zone does.
    public IReadOnlyList<string> Inventory() => _state.Transact(() => s_inventoried.SelectMany(_state.Under)
        .Where(r => !r.Value.Flag("$deleted") && r.Value.Text("kind") != "dns#change").Select(r => r.Key).ToList());

    /// <summary>Links a project to a billing account, or to none.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="account">Name of the billing account; empty for none.</param>
    public void SetBilling(string project, string account) => _state.Transact(() => _projects.SetBilling(project, account));

    /// <summary>The load balancers that exist.</summary>
    /// <returns>The load balancers.</returns>
    public IReadOnlyList<LoadBalancer> LoadBalancers() => _state.Transact(_loadBalancers.All);

    /// <summary>Stops operations; they go on after a restart when there is a data folder.</summary>
    /// <returns>A task that ends when nothing runs any more.</returns>
    public ValueTask DisposeAsync() => _operations.DisposeAsync();
}
