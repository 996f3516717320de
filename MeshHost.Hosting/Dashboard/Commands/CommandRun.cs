using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.Dashboard.Commands;

/// <summary>A command that was started from the dashboard.</summary>
/// <param name="Id">The number of the run.</param>
/// <param name="ResourceName">The resource.</param>
/// <param name="DisplayName">The text of the command.</param>
/// <param name="Started">When it was started.</param>
/// <param name="Ended">When it ended; <see langword="null"/> while it has not.</param>
/// <param name="Result">How it ended; <see langword="null"/> while it has not.</param>
internal sealed record CommandRun(
    int Id,
    string ResourceName,
    string DisplayName,
    DateTimeOffset Started,
    DateTimeOffset? Ended,
    ExecuteCommandResult? Result);
