using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Spectre.Console;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>Finds out how the console is to show what goes on.</summary>
internal static class ConsoleModeSelector
{
    public const string ConfigurationKey = "MeshHost:Console";

    public static ConsoleMode Select(IConfiguration configuration, DistributedApplicationExecutionContext executionContext, IAnsiConsole console)
    {
        if (!executionContext.IsRunMode)
        {
            return ConsoleMode.Off;
        }

        return configuration[ConfigurationKey]?.ToLowerInvariant() switch
        {
            "off" => ConsoleMode.Off,
            "plain" => ConsoleMode.Plain,
            "live" => ConsoleMode.Live,
            null or "" or "auto" => console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi && console.Profile.Out.IsTerminal
                ? ConsoleMode.Live
                : ConsoleMode.Plain,
            var other => throw new DistributedApplicationException(
                $"The console mode '{other}' is unknown. Set '{ConfigurationKey}' to auto, live, plain or off."),
        };
    }
}
