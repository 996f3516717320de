namespace MeshHost.Hosting.ResourceService.Grpc;

/// <summary>Ends a call with a status.</summary>
internal sealed class GrpcException(GrpcStatusCode statusCode, string message) : Exception(message)
{
    public GrpcStatusCode StatusCode { get; } = statusCode;
}
