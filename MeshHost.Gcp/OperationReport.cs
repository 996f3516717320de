namespace MeshHost.Gcp;

/// <summary>How far a long-running operation is.</summary>
/// <param name="Name">Google's name of the operation.</param>
/// <param name="Type">What it does, for example CREATE_CLUSTER.</param>
/// <param name="Status">PENDING, RUNNING, ABORTING or DONE.</param>
/// <param name="Percent">0 to 100, or null when the API does not say.</param>
/// <param name="Detail">Stage or figures, or null.</param>
public sealed record OperationReport(string Name, string Type, string Status, int? Percent, string? Detail);
