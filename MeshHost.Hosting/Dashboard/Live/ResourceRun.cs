namespace MeshHost.Hosting.Dashboard.Live;

/// <summary>One time that a resource was brought up: first it waits, then it works, then it is ready or has failed.</summary>
/// <param name="Queued">When it began to wait, or to work when it waited for nothing.</param>
/// <param name="Begun">When its own work began; <see langword="null"/> while it waits.</param>
/// <param name="Ended">When it was ready or had failed; <see langword="null"/> while it is not.</param>
/// <param name="Failed">Whether it failed.</param>
internal sealed record ResourceRun(DateTimeOffset Queued, DateTimeOffset? Begun, DateTimeOffset? Ended, bool Failed);
