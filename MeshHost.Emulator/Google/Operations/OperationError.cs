using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.Operations;

/// <summary>Why an operation failed.</summary>
/// <param name="Code">Code such as <c>RESOURCE_IN_USE_BY_ANOTHER_RESOURCE</c>.</param>
/// <param name="Message">Message for people.</param>
/// <param name="HttpStatus">The status that a synchronous error would have had.</param>
/// <param name="Details">Compute's <c>errorDetails</c>.</param>
internal sealed record OperationError(string Code, string Message, int HttpStatus = 400, JsonArray? Details = null);
