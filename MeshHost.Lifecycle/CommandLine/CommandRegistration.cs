using System.CommandLine;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>A command that another library adds to the command line.</summary>
/// <param name="Create">Makes the command.</param>
internal sealed record CommandRegistration(Func<CommandEnvironment, Command> Create);
