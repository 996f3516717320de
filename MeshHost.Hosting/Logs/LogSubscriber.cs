namespace Aspire.Hosting.ApplicationModel;

/// <summary>Whether anybody reads the log of a resource.</summary>
/// <param name="Name">The name of the resource.</param>
/// <param name="AnySubscribers">Whether anybody does.</param>
public readonly record struct LogSubscriber(string Name, bool AnySubscribers);
