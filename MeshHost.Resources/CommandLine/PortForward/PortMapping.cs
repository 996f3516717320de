using System.Globalization;
using System.Net;

namespace MeshHost.Resources.CommandLine;

/// <summary>A port of this machine and the one that it leads to.</summary>
/// <param name="Local">The port here; 0 for any free one.</param>
/// <param name="Remote">The port there, by number or name.</param>
internal sealed record PortMapping(int Local, string Remote)
{
    /// <summary>Reads <c>LOCAL:REMOTE</c>, <c>:REMOTE</c> for any free port here, or <c>REMOTE</c> for the same port here.</summary>
    /// <returns>The mapping, or <see langword="null"/> for anything else.</returns>
    public static PortMapping? Parse(string text) => text.Split(':') switch
    {
        [var both] when Number(both) is > 0 and var port => new PortMapping(port, both),
        [var name] when IsName(name) => new PortMapping(0, name),
        [var local, var remote] when (local.Length == 0 ? 0 : Number(local)) is { } port && (Number(remote) is > 0 || IsName(remote)) => new PortMapping(port, remote),
        _ => null,
    };

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort ? port : null;

    private static bool IsName(string text) => text.Any(char.IsAsciiLetterLower) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
