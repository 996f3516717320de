using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.Operations;

/// <summary>An operation to start.</summary>
/// <param name="Service">The API.</param>
/// <param name="MethodId">The method that starts it; decides which faults apply.</param>
/// <param name="Scope">Where it runs.</param>
/// <param name="Type">Its type.</param>
/// <param name="Target">Key of the resource that it changes.</param>
/// <param name="Handler">Name of what carries it out.</param>
/// <param name="Duration">How long Google takes, before scaling.</param>
internal sealed record OperationRequest(string Service, string MethodId, string Scope, string Type, string Target, string Handler, TimeSpan Duration)
{
    /// <summary>What the handler needs to know.</summary>
    public JsonObject Payload { get; init; } = [];

    /// <summary>Numeric id of the target.</summary>
    public string TargetId { get; init; } = "";

    /// <summary>The client's <c>requestId</c>.</summary>
    public string? RequestId { get; init; }

    /// <summary>Prefix of the operation's name.</summary>
    public string NamePrefix { get; init; } = "operation-";
}
