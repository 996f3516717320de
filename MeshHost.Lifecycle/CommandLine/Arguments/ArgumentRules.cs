using System.CommandLine;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>
/// Tells the commands' arguments from the configuration's. The configuration would take any <c>--name value</c>: a mistyped option
/// would be kept there, where nobody looks for it.
/// </summary>
internal static class ArgumentRules
{
    /// <summary>Whether an argument is for the configuration: <c>--Parameters:domain=x</c>, or the same without the dashes.</summary>
    public static bool IsConfiguration(string argument) =>
        (argument.StartsWith("--", StringComparison.Ordinal) || !argument.StartsWith('-')) && NameOf(argument).Contains(':', StringComparison.Ordinal)
        && (argument.StartsWith("--", StringComparison.Ordinal) || argument.Contains('=', StringComparison.Ordinal));

    /// <summary>Finds what is wrong with the arguments, or <see langword="null"/> when nothing is.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="parsed">The arguments as they were understood, those of the configuration left out.</param>
    /// <param name="args">The arguments as they were given, those of the configuration left out.</param>
    /// <param name="parameters">The names of the graph's parameters.</param>
    /// <param name="rootName">The name of what runs when no command is named.</param>
    public static string? FindProblem(RootCommand root, ParseResult parsed, IReadOnlyList<string> args, IEnumerable<string> parameters, string rootName = "up")
    {
        var command = parsed.CommandResult.Command;
        var options = command.Options.Concat(root.Options.Where(o => o.Recursive || command == root)).ToList();
        var names = options.SelectMany(o => o.Aliases.Append(o.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var argument in args)
        {
            var name = NameOf(argument);
            if (name is ['-', not (>= '0' and <= '9'), ..] && !names.Contains(name))
            {
                return DescribeUnknownOption(name, command == root ? rootName : command.Name, options, parameters);
            }
        }

        if (parsed.UnmatchedTokens.FirstOrDefault(t => !t.StartsWith('-')) is { } word)
        {
            var nearest = command == root ? NearestName.Find(word, root.Subcommands.Select(c => c.Name)) : null;
            var problem = command == root ? $"'{word}' is not a command here." : $"'{word}' is one argument too many for '{command.Name}'.";
            return nearest is null ? problem : $"{problem} Did you mean '{nearest}'?";
        }

        return null;
    }

    private static string DescribeUnknownOption(string name, string command, IEnumerable<Option> options, IEnumerable<string> parameters)
    {
        var problem = $"'{name}' is not an option of '{command}'.";
        var shown = options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Append(o.Name)).Where(n => n.StartsWith("--", StringComparison.Ordinal));
        if (NearestName.Find(name, shown) is { } nearest)
        {
            return $"{problem} Did you mean '{nearest}'?";
        }

        return NearestName.Find(name.TrimStart('-'), parameters) is { } parameter
            ? $"{problem} Did you mean the parameter '--Parameters:{parameter}'?"
            : $"{problem} A setting of the configuration is given as --Section:Name=value.";
    }

    private static string NameOf(string argument) => argument.Split('=', 2)[0];
}
