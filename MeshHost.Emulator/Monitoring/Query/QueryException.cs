namespace MeshHost.Emulator.Monitoring.Query;

/// <summary>A query that is malformed, or beyond the part of PromQL that is emulated.</summary>
internal sealed class QueryException(string message) : Exception(message);
