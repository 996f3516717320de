namespace MeshHost.Hosting.ResourceService.Grpc;

/// <summary>The outcomes of a gRPC call that this server uses.</summary>
internal enum GrpcStatusCode
{
    Ok = 0,
    Cancelled = 1,
    InvalidArgument = 3,
    NotFound = 5,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
}
