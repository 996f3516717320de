namespace Aspire.Hosting.ApplicationModel;

/// <summary>The dispatch of a resource's ready event.</summary>
/// <param name="EventTask">Ends when all handlers have; faults when one of them did.</param>
internal sealed record ReadyEventSnapshot(Task EventTask);
