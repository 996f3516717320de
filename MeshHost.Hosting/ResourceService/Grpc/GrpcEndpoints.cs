using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.ResourceService.Grpc;

/// <summary>
/// The server half of gRPC over HTTP/2 as far as one service needs it: the packages that bring it cannot be restored where this
/// project is built. Outcomes are sent as trailers.
/// </summary>
internal static partial class GrpcEndpoints
{
    private const string ContentType = "application/grpc";

    public static void MapGrpc<TRequest, TResponse>(
        this IEndpointRouteBuilder endpoints,
        string path,
        MessageParser<TRequest> parser,
        Func<GrpcCall<TRequest, TResponse>, Task> handler,
        ILogger logger)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        endpoints.MapPost(path, context => ServeAsync(context, () => handler(new GrpcCall<TRequest, TResponse>(context, parser)), logger));

    /// <summary>Answers calls that nobody implements, as gRPC has it.</summary>
    public static void MapUnimplemented(this IEndpointRouteBuilder endpoints, ILogger logger) =>
        endpoints.MapFallback(context => ServeAsync(
            context,
            () => throw new GrpcException(GrpcStatusCode.Unimplemented, $"'{context.Request.Path}' is not implemented."),
            logger));

    private static async Task ServeAsync(HttpContext context, Func<Task> handler, ILogger logger)
    {
        if (context.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) != true)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = ContentType;
        var (status, message) = (GrpcStatusCode.Ok, string.Empty);
        try
        {
            await handler().ConfigureAwait(false);
        }
        catch (GrpcException exception)
        {
            (status, message) = (exception.StatusCode, exception.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            status = GrpcStatusCode.Cancelled;
        }
        catch (Exception exception)
        {
            Log.CallFailed(logger, exception, context.Request.Path);
            (status, message) = (GrpcStatusCode.Internal, "The call failed; the log of the host says why.");
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        // Everything goes into trailers, after the headers have been sent: clients accept that for an immediate error too.
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        context.Response.AppendTrailer("grpc-status", ((int)status).ToString(CultureInfo.InvariantCulture));
        if (message.Length > 0)
        {
            context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(message));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The gRPC call '{Path}' failed.")]
        public static partial void CallFailed(ILogger logger, Exception exception, string path);
    }
}
