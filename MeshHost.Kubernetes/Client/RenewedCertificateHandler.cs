namespace MeshHost.Kubernetes;

/// <summary>Sends with the client certificate of the moment. A new certificate opens new connections; what runs on the old ones ends by itself.</summary>
internal sealed class RenewedCertificateHandler(Func<ClientCertificate?> current, Func<ClientCertificate?, HttpMessageHandler> create) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly List<HttpMessageInvoker> _retired = [];
    private ClientCertificate? _certificate;
    private HttpMessageInvoker? _invoker;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Current().SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_lock)
            {
                _retired.ForEach(invoker => invoker.Dispose());
                _invoker?.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private HttpMessageInvoker Current()
    {
        lock (_lock)
        {
            ClientCertificate? certificate = current();
            if (_invoker is null || !ReferenceEquals(certificate, _certificate))
            {
                if (_invoker is not null)
                {
                    _retired.Add(_invoker);
                }

                _certificate = certificate;
                _invoker = new HttpMessageInvoker(create(certificate));
            }

            return _invoker;
        }
    }
}
