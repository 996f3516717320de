using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Hosting.ResourceService.Grpc;

/// <summary>One call: requests come in, responses go out.</summary>
internal sealed class GrpcCall<TRequest, TResponse>(HttpContext context, MessageParser<TRequest> parser)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    /// <summary>Cancelled when the client has gone or the server stops.</summary>
    public CancellationToken CancellationToken => context.RequestAborted;

    /// <summary>Reads the next request; <see langword="null"/> when the client has sent its last.</summary>
    public ValueTask<TRequest?> ReadAsync() => GrpcFraming.ReadAsync(context.Request.BodyReader, parser, CancellationToken);

    /// <summary>Reads the only request of a call that has one.</summary>
    public async ValueTask<TRequest> ReadSingleAsync() => await ReadAsync().ConfigureAwait(false)
        ?? throw new GrpcException(GrpcStatusCode.Internal, "The call has no request.");

    /// <summary>Sends the response headers, so that the client knows that the call is under way before there is anything to say.</summary>
    public Task StartAsync() => context.Response.StartAsync(CancellationToken);

    public ValueTask WriteAsync(TResponse response) => GrpcFraming.WriteAsync(context.Response.BodyWriter, response, CancellationToken);
}
