using System.CommandLine;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>What a command works with.</summary>
/// <param name="OpenAsync">Opens the application without starting its host.</param>
/// <param name="Console">Where results and errors go.</param>
/// <param name="IsJson">Tells whether results are wanted as JSON.</param>
internal sealed record CommandEnvironment(Func<CancellationToken, Task<CommandSession>> OpenAsync, CommandConsole Console, Func<ParseResult, bool> IsJson);
