using System.Net;
using MeshHost.Emulator.Certificates;
using MeshHost.Emulator.ChartRepository;
using MeshHost.Emulator.Clusters;
using MeshHost.Emulator.Composition;
using MeshHost.Emulator.Dns;
using MeshHost.Emulator.Edge;
using MeshHost.Emulator.Google;
using MeshHost.Emulator.Google.Faults;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshHost.Emulator;

/// <summary>
/// Google Cloud, its Kubernetes clusters, a chart repository, DNS and the public edge, emulated in this process on loopback ports.
/// </summary>
/// <param name="options">What to emulate.</param>
/// <param name="loggers">Where the emulator logs; nowhere when <see langword="null"/>.</param>
public sealed class EmulatorHost(EmulatorOptions options, ILoggerFactory? loggers = null) : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers = loggers ?? NullLoggerFactory.Instance;
    private readonly EmulatorClock _clock = new(options.TimeProvider, options.TimeScale, options.MinimumJobRetention);
    private readonly Stack<IAsyncDisposable> _parts = new();
    private DnsServer? _dns;
    private InternetProxy? _proxy;
    private BrowserListener? _http;
    private BrowserListener? _https;
    private KestrelServer? _charts;
    private KestrelServer? _google;
    private CertificateAuthority? _authority;

    /// <summary>Gets the base address of the Google Cloud APIs, which share one port.</summary>
    public Uri GoogleBaseUri => Started(_google).Address;

    /// <summary>Gets the UDP endpoint of the DNS server, which answers from the emulated Cloud DNS zones.</summary>
    public IPEndPoint DnsEndPoint => Started(_dns).EndPoint;

    /// <summary>Gets the address of the HTTP proxy through which programs reach the emulated internet.</summary>
    public Uri ProxyUri => Started(_proxy).Address;

    /// <summary>Gets the address at which a browser reaches the public edge by HTTP, by the request's host name.</summary>
    public Uri BrowserHttpUri => Started(_http).Address;

    /// <summary>Gets the address at which a browser reaches the public edge by HTTPS, by the handshake's server name.</summary>
    public Uri BrowserHttpsUri => Started(_https).Address;

    /// <summary>Gets the base address of the chart repositories; each is a folder below it, such as <c>istio/</c>.</summary>
    public Uri ChartRepositoryUri => new(Started(_charts).Address, "/charts/");

    /// <summary>Gets the PEM certificate of the emulated public certificate authority: what clients of the public edge have to trust.</summary>
    public string CertificateAuthorityPem => Started(_authority).RootPem;

    /// <summary>Gets the emulated Google Cloud.</summary>
    internal GoogleCloud Google { get; private set; } = null!;

    /// <summary>Gets what runs the clusters.</summary>
    internal EmulatedClusterHost Clusters { get; private set; } = null!;

    /// <summary>Starts everything. When it fails, what has started is stopped again.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task that ends when everything answers.</returns>
    /// <exception cref="EmulatorException">A port is taken, or the charts cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_charts is not null)
        {
            throw new InvalidOperationException("The emulator has already been started.");
        }

        try
        {
            await StartPartsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops everything.</summary>
    /// <returns>A task that ends when nothing runs or listens any more.</returns>
    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static T Started<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException("The emulator has not been started.");

    private async Task StartPartsAsync(CancellationToken cancellationToken)
    {
        _authority = CertificateAuthority.FromPem(
            SecretFile.ReadOrCreate(
                options.DataFolder is { } data ? Path.Combine(data, "public-authority.pem") : null,
                () => CertificateAuthority.CreateWithIntermediate("MeshHost Emulated Root X1", "MeshHost Emulated R3", options.TimeProvider).ToPem()),
            options.TimeProvider);
        var internet = new PublicInternet(name => Google.ResolveA(name), _clock);
        Clusters = Keep(new EmulatedClusterHost(internet, _authority, _clock, options.Seed, _loggers, options.DataFolder));
        Google = Keep(new GoogleCloud(
            new GoogleCloudOptions
            {
                Projects = [options.Project],
                TimeScale = options.TimeScale,
                TimeProvider = options.TimeProvider,
                Seed = options.Seed,
                DataFolder = options.DataFolder,
            },
            Clusters, _loggers));
        Clusters.Cloud = new GoogleCloudAdapter(Google);
        _google = Keep(await KestrelServer.StartAsync("the Google Cloud APIs", options.Ports.Google, Google.Map, _loggers, cancellationToken).ConfigureAwait(false));
        await Google.StartAsync(cancellationToken).ConfigureAwait(false);
        foreach (var zone in options.DnsZones)
        {
            Google.EnsureZone(options.Project, zone);
        }

        if (options.FaultIntensity > 0)
        {
            Google.Faults.AddRange(FaultCatalog.Storm(options.FaultIntensity));
        }

        _charts = Keep(await StartChartsAsync(cancellationToken).ConfigureAwait(false));
        _dns = Keep(new DnsServer(name => internet.Resolve(name), options.Ports.Dns));
        _proxy = Keep(new InternetProxy(internet, options.ClientAddress, options.Ports.Proxy));
        _http = Keep(new BrowserListener(internet, options.ClientAddress, tls: false, options.Ports.Http));
        _https = Keep(new BrowserListener(internet, options.ClientAddress, tls: true, options.Ports.Https));
        _dns.Start();
        _proxy.Start();
        _http.Start();
        _https.Start();
    }

    private Task<KestrelServer> StartChartsAsync(CancellationToken cancellationToken)
    {
        var catalog = options.ChartsFolder is { } folder
            ? ChartCatalog.FromFolder(folder)
            : ChartCatalog.FromOwnCharts(Path.Combine(AppContext.BaseDirectory, "Charts"));
        var repository = new ChartRepositoryServer(catalog, options.TimeProvider);
        return KestrelServer.StartAsync("the chart repository", options.Ports.Charts, repository.Map, _loggers, cancellationToken);
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}
