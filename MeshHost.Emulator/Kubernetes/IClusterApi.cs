using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes;

/// <summary>
/// The in-process door to one emulated cluster's objects, for its controllers and kubelets. Everything written here passes the same
/// validation, managed-field bookkeeping and watch fan-out as a request over HTTP.
/// </summary>
internal interface IClusterApi
{
    /// <summary>Reads one object, as a private copy, or <see langword="null"/> when there is none.</summary>
    JsonObject? Get(string group, string resource, string? ns, string name);

    /// <summary>Reads all objects of a resource as private copies, in the whole cluster or one namespace, ordered by name.</summary>
    IReadOnlyList<JsonObject> List(string group, string resource, string? ns = null);

    /// <summary>Creates an object.</summary>
    /// <exception cref="StatusException">The server refuses it.</exception>
    Task<JsonObject> CreateAsync(JsonObject obj, CancellationToken ct, bool admission = true);

    /// <summary>
    /// Reads, changes and writes one object, again on conflict. <paramref name="mutate"/> returns <see langword="false"/> to change nothing.
    /// Returns the written object, or <see langword="null"/> when it does not exist.
    /// </summary>
    Task<JsonObject?> UpdateAsync(
        string group, string resource, string? ns, string name, Func<JsonObject, bool> mutate, bool status, CancellationToken ct);

    /// <summary>Deletes an object; <see langword="false"/> when it was not there. A pod stays terminating until deleted with no grace period.</summary>
    Task<bool> DeleteAsync(
        string group, string resource, string? ns, string name, CancellationToken ct, string propagation = "Background", int? gracePeriodSeconds = null);

    /// <summary>Watches a resource: what exists as ADDED events, then what changes. Dispose the watch to end it.</summary>
    ClusterWatch Watch(string group, string resource);

    /// <summary>Records an event about an object; repeated ones are counted on the first.</summary>
    Task RecordEventAsync(JsonObject involved, string type, string reason, string message, CancellationToken ct);
}
