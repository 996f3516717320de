using Google.Apis.Http;

namespace MeshHost.Gcp.Http;

/// <summary>Notes what a refused request's <c>Retry-After</c> asks for: Google.Apis' exception does not carry headers.</summary>
internal sealed class RetryAfterReader(TimeProvider time) : IHttpUnsuccessfulResponseHandler
{
    public TimeSpan? Delay { get; private set; }

    public Task<bool> HandleResponseAsync(HandleUnsuccessfulResponseArgs args)
    {
        Delay = args.Response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
            _ => null,
        };

        return Task.FromResult(false);
    }
}
