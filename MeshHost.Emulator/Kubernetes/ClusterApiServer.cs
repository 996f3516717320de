using System.Globalization;
using System.Net;
using MeshHost.Emulator.Kubernetes.Admission;
using MeshHost.Emulator.Kubernetes.Authorization;
using MeshHost.Emulator.Kubernetes.CustomResources;
using MeshHost.Emulator.Kubernetes.Discovery;
using MeshHost.Emulator.Kubernetes.Http;
using MeshHost.Emulator.Kubernetes.Kinds;
using MeshHost.Emulator.Kubernetes.OpenApi;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Protobuf;
using MeshHost.Emulator.Kubernetes.Storage;
using MeshHost.Emulator.Kubernetes.Streaming;
using MeshHost.Emulator.Kubernetes.Tables;
using MeshHost.Emulator.Kubernetes.Types;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshHost.Emulator.Kubernetes;

/// <summary>
/// One emulated cluster's Kubernetes API: TLS on loopback with the cluster's own certificate authority, its objects in memory, and in a folder
/// if it is given one.
/// <see cref="Api"/> works from construction on; the port opens with <see cref="StartAsync"/>.
/// </summary>
internal sealed class ClusterApiServer : IAsyncDisposable
{
    private const string PortFile = "port";

    private readonly ClusterApiServerOptions _options;
    private readonly ILogger _logger;
    private readonly ClusterState _state;
    private readonly ObjectOperations _operations;
    private readonly ServiceAddresses _addresses;
    private readonly ClusterCertificates _certificates;
    private readonly TokenIssuer _tokens;
    private readonly ObjectJournal? _journal;
    private CancellationTokenSource _stopping = new();
    private int _port;
    private WebApplication? _application;
    private Uri? _endpoint;

    public ClusterApiServer(ClusterApiServerOptions options, ILogger? logger = null)
    {
        _options = options;
        _port = options.Port > 0 || KeptFile(PortFile) is not { } kept || !File.Exists(kept) ? options.Port : int.Parse(File.ReadAllText(kept), CultureInfo.InvariantCulture);
        _logger = logger ?? NullLogger.Instance;
        var types = new TypeRegistry(BuiltInTypes.Load());
        _journal = KeptFile("objects.jsonl") is { } objects ? new ObjectJournal(objects) : null;
        var store = new ObjectStore(_journal);

        // The same seed twice would give new objects the names and uids of old ones.
        var names = new NameGenerator(store.IsRestored ? unchecked((options.Seed * 31) + (int)store.Revision) : options.Seed);
        _state = new ClusterState(types, store, options.Time);
        _addresses = new ServiceAddresses(options.ServiceCidr, names);
        var rules = new KindRulesTable(_addresses);
        var definitions = new DefinitionController(_state);
        var webhooks = new WebhookDispatcher(_state, new WebhookCaller(() => PodNetwork, options.Time));
        _operations = new ObjectOperations(_state, new AdmissionChain(_state, webhooks), new ObjectPreparation(_state, rules, names, definitions));
        _state.Written += definitions.OnWritten;
        _state.Removed += definitions.OnRemoved;
        _state.Removed += (type, obj) => rules.For(type).Release(obj);
        ClusterRestore.Run(_state, definitions, _addresses);
        _certificates = ClusterCertificates.Create(options.ClusterName, options.Time.GetUtcNow(), KeptFile("authority.pem"));
        _tokens = new TokenIssuer(options.Time, KeptFile("service-accounts.pem"));
        Api = new ClusterApi(_state, _operations);
    }

    /// <summary>The in-process door for controllers.</summary>
    public IClusterApi Api { get; }

    /// <summary>What log, exec, port-forward and webhooks go through; without it they answer that the node cannot be reached.</summary>
    public IPodNetwork? PodNetwork { get; set; }

    /// <summary>The server's address, such as https://127.0.0.1:43211.</summary>
    public Uri Endpoint => _endpoint ?? throw new InvalidOperationException("The API server has not been started.");

    /// <summary>The certificate authority in PEM, for kubeconfigs.</summary>
    public string CertificateAuthorityPem => _certificates.Authority.ExportCertificatePem();

    /// <summary>The address of the kubernetes service in the cluster.</summary>
    public string KubernetesServiceAddress => _addresses.ApiServer;

    /// <summary>Creates the objects that every cluster is born with, and opens the port.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await ClusterBootstrap.CreateAsync(_operations, _state, _addresses, CertificateAuthorityPem, ct).ConfigureAwait(false);
        _stopping.Dispose();
        _stopping = new CancellationTokenSource();
        try
        {
            _application = await ListenAsync(_port, ct).ConfigureAwait(false);
        }
        catch (IOException) when (_options.DataFolder is not null && _options.Port == 0 && _port > 0)
        {
            // Somebody has taken the port of the last run: the cluster is found by its name, as in Google Cloud.
            _application = await ListenAsync(0, ct).ConfigureAwait(false);
        }

        _endpoint = new Uri(_application.Urls.First());

        // Started again, the server is where clients know it.
        _port = _endpoint.Port;
        if (KeptFile(PortFile) is { } kept)
        {
            SecretFile.Write(kept, _port.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Ends all watches and closes the port; objects stay until disposal, so that it can be started again.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_application is { } application)
        {
            _application = null;
            await application.StopAsync(ct).ConfigureAwait(false);
            await application.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Forgets the history of changes, so that watches from older versions answer 410.</summary>
    public void CompactHistory() => _state.Store.Compact();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _stopping.Dispose();
        _certificates.Dispose();
        _tokens.Dispose();
        _journal?.Dispose();
    }

    private string? KeptFile(string name) => _options.DataFolder is { } folder ? Path.Combine(folder, name) : null;

    private async Task<WebApplication> ListenAsync(int port, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyReader.MaxBytes + 1;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = _certificates.Server;
                    https.ServerCertificateChain = [_certificates.Authority];
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.ClientCertificateValidation = (_, _, _) => true;
                });
            });
        });
        var application = builder.Build();
        application.UseWebSockets();
        application.Run(CreateDispatcher().HandleAsync);
        try
        {
            await application.StartAsync(ct).ConfigureAwait(false);
            return application;
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private ApiDispatcher CreateDispatcher()
    {
        var tables = new TableRenderer(_options.Time);
        var pods = new PodAccess(_state, () => PodNetwork);
        var authorizer = new RbacAuthorizer(_state);
        return new ApiDispatcher(
            _state,
            new Authenticator(_tokens),
            new BodyReader(new ProtobufBody(WireNumbers.Load(), _state.Types.BuiltIn)),
            new ReadHandler(_state, tables),
            new WatchHandler(_state, tables, _stopping.Token),
            new WriteHandler(_state, _operations, tables),
            new SubresourceHandler(_state, _operations, _tokens),
            new PodStreams(new LogHandler(pods), new ExecHandler(pods), new PortForwardHandler(pods)),
            new ReviewHandler(authorizer, _tokens),
            authorizer,
            new DiscoveryDocuments(_state.Types),
            new OpenApiDocuments(_state.Types),
            ClusterVersion.Of(_options.Version),
            _logger);
    }
}
