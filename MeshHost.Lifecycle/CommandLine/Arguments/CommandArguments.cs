namespace MeshHost.Lifecycle.CommandLine;

/// <summary>Makes one command line readable for both of its readers: the commands, and the host's configuration.</summary>
public static class CommandArguments
{
    /// <summary>The exit code of a graph, or a command line, that cannot be used as it is.</summary>
    public const int UsageExitCode = ExitCodes.Usage;

    private static readonly HashSet<string> s_flags = new(StringComparer.Ordinal)
    {
        "--exit", "--yes", "--help", "--version", "--follow", "--all-containers", "--previous", "--merge", "--stdin",
    };

    /// <summary>
    /// Writes every option as <c>--name=value</c>. The configuration takes whatever follows <c>--name</c> for its value, so that a flag
    /// would swallow the next option. What stands behind <c>--</c> belongs to a program that is run elsewhere, and stays as it is.
    /// </summary>
    /// <param name="args">The program's arguments.</param>
    /// <returns>The arguments for <c>RunCommandAsync</c>, and through <see cref="ForHost"/> for the application builder.</returns>
    public static string[] Normalize(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var normal = new List<string>(args.Length);
        var end = EndOf(args);
        for (var i = 0; i < end; i++)
        {
            var name = args[i];
            if (!name.StartsWith("--", StringComparison.Ordinal) || name.Contains('=', StringComparison.Ordinal))
            {
                normal.Add(name);
            }
            else if (s_flags.Contains(name) && i + 1 < end && args[i + 1] is "true" or "false")
            {
                normal.Add($"{name}={args[++i]}");
            }
            else if (s_flags.Contains(name) || i + 1 == end || args[i + 1] is ['-', not (>= '0' and <= '9'), ..])
            {
                normal.Add(name is "--help" or "--version" ? name : $"{name}=true");
            }
            else
            {
                normal.Add($"{name}={args[++i]}");
            }
        }

        return [.. normal, .. args[end..]];
    }

    /// <summary>
    /// Leaves out what stands behind <c>--</c>, the arguments of a program that <c>exec</c> runs: the host would take an option among them for its own.
    /// </summary>
    /// <param name="args">The arguments as <see cref="Normalize"/> gives them.</param>
    /// <returns>The arguments for the application builder.</returns>
    public static string[] ForHost(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return args[..EndOf(args)];
    }

    /// <summary>Tells whether the command rolls out and stays up: no other command is named, and <c>--exit</c> is not given.</summary>
    /// <param name="args">The arguments as <see cref="Normalize"/> gives them.</param>
    /// <returns><see langword="true"/> when a person watches.</returns>
    public static bool StaysUp(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var own = args[..EndOf(args)];
        var command = own.FirstOrDefault(a => !a.StartsWith('-') && !ArgumentRules.IsConfiguration(a));
        return command is null or "up" && !own.Any(a => a is "--exit" or "--exit=true" or "--help" or "-h" or "-?" or "--version");
    }

    /// <summary>The index of the <c>--</c> that ends our own arguments, or their number.</summary>
    internal static int EndOf(string[] args) => Array.IndexOf(args, "--") is >= 0 and var end ? end : args.Length;
}
