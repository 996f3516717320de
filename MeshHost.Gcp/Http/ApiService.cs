using System.Net.Http.Headers;
using Google.Apis.Http;
using Google.Apis.Services;

namespace MeshHost.Gcp.Http;

/// <summary>A Google.Apis service at an address, with our serializer, handler and credentials. Retries are <see cref="ApiRetry"/>'s.</summary>
internal sealed class ApiService : BaseClientService
{
    private const string QuotaProjectHeader = "x-goog-user-project";

    private readonly Uri _baseUri;

    public ApiService(string name, Uri baseUri, GoogleCloudConnectionOptions options)
        : base(new Initializer
        {
            ApplicationName = "MeshHost",
            Serializer = ModelSerializer.Instance,
            GZipEnabled = false,
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
            HttpClientFactory = new HandlerFactory(options, baseUri),
            HttpClientInitializer = new TokenInitializer(options.Credentials),
        })
    {
        Name = name;
        _baseUri = baseUri;

        // Attempts are timed by ApiRetry, on the connection's clock.
        HttpClient.Timeout = Timeout.InfiniteTimeSpan;
    }

    public override string Name { get; }

    public override string BaseUri => _baseUri.AbsoluteUri;

    public override string BasePath => _baseUri.AbsolutePath.TrimStart('/');

    public override IList<string> Features { get; } = [];

    private sealed class HandlerFactory(GoogleCloudConnectionOptions options, Uri baseUri) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) =>
            options.HttpMessageHandler is { } given ? new BorrowedHandler(given) : new SocketsHttpHandler
            {
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),

                // A proxy of the environment is meant for the internet, never for an emulator on this machine.
                UseProxy = !baseUri.IsLoopback,
            };
    }

    // A handler that was handed in is its owner's to dispose.
    private sealed class BorrowedHandler(HttpMessageHandler inner) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _inner = new(inner, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _inner.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    private sealed class TokenInitializer(GoogleCloudCredentials credentials) : IConfigurableHttpClientInitializer, IHttpExecuteInterceptor
    {
        public void Initialize(ConfigurableHttpClient httpClient) => httpClient.MessageHandler.AddExecuteInterceptor(this);

        public async Task InterceptAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (await credentials.GetAccessTokenAsync(cancellationToken).ConfigureAwait(false) is { } token)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            // Repetitions come through here again with the same message.
            if (credentials.QuotaProject is { Length: > 0 } project && !request.Headers.Contains(QuotaProjectHeader))
            {
                request.Headers.Add(QuotaProjectHeader, project);
            }
        }
    }
}
