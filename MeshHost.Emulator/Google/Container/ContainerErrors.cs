using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Operations;

namespace MeshHost.Emulator.Google.Container;

/// <summary>Errors of the container API.</summary>
internal static class ContainerErrors
{
    /// <summary>400, wrong value.</summary>
    /// <param name="message">What is wrong.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException BadRequest(string message) => new(400, "badRequest", "INVALID_ARGUMENT", message);

    /// <summary>404.</summary>
    /// <param name="path">What is missing.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException NotFound(string path) => GoogleErrorException.NotFound($"Not found: {path}.");

    /// <summary>501 of a field that the emulator would have to ignore.</summary>
    /// <param name="field">The field.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException NotModelled(string field) =>
        new(501, "notImplemented", "UNIMPLEMENTED", $"The emulated Google Cloud does not model '{field}'.");

    /// <summary>400 of a cluster that is busy; names the operation to wait for.</summary>
    /// <param name="operation">The operation under way.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException Busy(Operation operation) =>
        GoogleErrorException.FailedPrecondition($"Cluster is running incompatible operation {operation.Name}.", "CLUSTER_ALREADY_HAS_OPERATION");
}
