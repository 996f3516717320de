using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.Operations;

/// <summary>
/// A long-running operation. It is data only, down to the name of what carries it out, so that a restarted emulator goes on
/// with the operations that were under way.
/// </summary>
internal sealed record Operation
{
    /// <summary>Key in the state: service, scope and name.</summary>
    public string Key => KeyOf(Service, Scope, Name);

    /// <summary>The API: <c>compute</c>, <c>container</c>, <c>serviceusage</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Where it runs, such as <c>projects/p/regions/r</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>Name, unique in its scope.</summary>
    public required string Name { get; init; }

    /// <summary>Numeric id.</summary>
    public required string Id { get; init; }

    /// <summary>Type, such as <c>insert</c> or <c>CREATE_CLUSTER</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Key of the resource that it changes.</summary>
    public required string Target { get; init; }

    /// <summary>Numeric id of that resource.</summary>
    public string TargetId { get; init; } = "";

    /// <summary>Name of what carries it out.</summary>
    public required string Handler { get; init; }

    /// <summary>What the handler needs to know.</summary>
    public JsonObject Payload { get; init; } = [];

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset InsertTime { get; init; }

    /// <summary>When it is due.</summary>
    public required DateTimeOffset DueTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>How far it is.</summary>
    public required OperationStatus Status { get; init; }

    /// <summary>Why it failed, when it did.</summary>
    public OperationError? Error { get; init; }

    /// <summary>An error that was asked for: the operation ends with it instead of doing its work.</summary>
    public OperationError? PlannedError { get; init; }

    /// <summary>The client's <c>requestId</c>, which makes a repeated request return this operation.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool IsDone => Status == OperationStatus.Done;

    /// <summary>The state's key of an operation.</summary>
    /// <param name="service">The API.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="name">The name.</param>
    /// <returns>The key.</returns>
    public static string KeyOf(string service, string scope, string name) => $"operations/{service}/{scope}/{name}";

    /// <summary>Reads an operation from the state.</summary>
    /// <param name="json">The stored form.</param>
    /// <returns>The operation.</returns>
    public static Operation FromJson(JsonObject json) => json.Deserialize<Operation>()!;

    /// <summary>The form that the state keeps.</summary>
    /// <returns>The JSON.</returns>
    public JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this)!;

    /// <summary>How much of the time has passed.</summary>
    /// <param name="now">The time.</param>
    /// <returns>0 to 1.</returns>
    public double Progress(DateTimeOffset now)
    {
        if (IsDone || DueTime <= InsertTime)
        {
            return IsDone ? 1 : 0;
        }

        return Math.Clamp((now - InsertTime) / (DueTime - InsertTime), 0, 0.99);
    }
}
