namespace MeshHost.Resources.CommandLine;

/// <summary>Makes one command line readable for both of its readers: the commands, and the host's configuration.</summary>
public static class CommandArguments
{
    /// <summary>The exit code of a graph, or a command line, that cannot be used as it is.</summary>
    public const int UsageExitCode = ExitCodes.Usage;

    private static readonly HashSet<string> s_flags = new(StringComparer.Ordinal)
    {
        "--exit", "--yes", "--help", "--version", "--follow", "--all-containers", "--previous", "--merge",
    };

    /// <summary>
    /// Writes every option as <c>--name=value</c>. The configuration takes whatever follows <c>--name</c> for its value, so that a flag
    /// would swallow the next option.
    /// </summary>
    /// <param name="args">The program's arguments.</param>
    /// <returns>The arguments for the application builder and for <c>RunCommandAsync</c>.</returns>
    public static string[] Normalize(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var normal = new List<string>(args.Length);
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (!name.StartsWith("--", StringComparison.Ordinal) || name.Length == 2 || name.Contains('=', StringComparison.Ordinal))
            {
                normal.Add(name);
            }
            else if (s_flags.Contains(name) || i + 1 == args.Length || args[i + 1] is ['-', not (>= '0' and <= '9'), ..])
            {
                normal.Add(name is "--help" or "--version" ? name : $"{name}=true");
            }
            else
            {
                normal.Add($"{name}={args[++i]}");
            }
        }

        return [.. normal];
    }
}
