using System.Globalization;
using System.Text.RegularExpressions;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Workloads;

/// <summary>
/// A program that the emulator doesn't know: it runs, holds its declared ports open and answers there that it isn't emulated.
/// Commands whose outcome is plain from their text (<c>sleep</c>, <c>exit</c>, <c>true</c>, <c>false</c>, <c>echo</c>) have that outcome.
/// </summary>
/// <param name="container">The container.</param>
/// <param name="endsByItself">Whether the program ends when its command says nothing else, as jobs do.</param>
internal sealed partial class GenericBehavior(ContainerContext container, bool endsByItself) : ContainerBehavior(container)
{
    public override async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var command = string.Join(' ', Container.CommandLine);
        foreach (Match echo in Echo().Matches(command))
        {
            Container.Log.Write(echo.Groups[1].Value.Trim('"', '\'', ' '));
        }

        var sleep = Sleep().Match(command);
        if (sleep.Success)
        {
            if (!double.TryParse(sleep.Groups[1].Value, CultureInfo.InvariantCulture, out var seconds) || seconds >= 300)
            {
                return await base.RunAsync(cancellationToken).ConfigureAwait(false);
            }

            await Cluster.Context.Clock.DelayAsync(TimeSpan.FromSeconds(seconds), cancellationToken).ConfigureAwait(false);
        }

        if (Exit().Match(command) is { Success: true } exit)
        {
            return int.Parse(exit.Groups[1].Value, CultureInfo.InvariantCulture);
        }

        if (False().IsMatch(command))
        {
            return 1;
        }

        return endsByItself || sleep.Success || True().IsMatch(command) ? 0 : await base.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public override ExecOutcome Execute(IReadOnlyList<string> command) => command switch
    {
        ["echo", ..] => new ExecOutcome(0, string.Join(' ', command.Skip(1)) + "\n", ""),
        ["hostname"] => new ExecOutcome(0, Container.Pod.Name + "\n", ""),
        ["true"] => new ExecOutcome(0, "", ""),
        ["false"] => new ExecOutcome(1, "", ""),
        ["env"] or ["printenv"] => new ExecOutcome(0, Variables(), ""),
        ["sh" or "/bin/sh" or "bash" or "/bin/bash", "-c", var script] when script.StartsWith("echo ", StringComparison.Ordinal) =>
            new ExecOutcome(0, script[5..].Trim('"', '\'') + "\n", ""),
        ["sh" or "/bin/sh" or "bash" or "/bin/bash", "-c", var script] when Exit().Match(script) is { Success: true } exit =>
            new ExecOutcome(int.Parse(exit.Groups[1].Value, CultureInfo.InvariantCulture), "", ""),
        _ => base.Execute(command),
    };

    private string Variables() => string.Concat(
        Container.Spec.Array("env").Objects()
            .Select(variable => variable.Text("name"))
            .OfType<string>()
            .Select(name => $"{name}={Container.Environment(name)}\n"));

    [GeneratedRegex(@"(?:^|[;&|]|-c)\s*echo\s+([^;&|]+)")]
    private static partial Regex Echo();

    [GeneratedRegex(@"\bsleep\s+(\d+(?:\.\d+)?|infinity)")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\bexit\s+(\d{1,3})\b")]
    private static partial Regex Exit();

    [GeneratedRegex(@"(?:^|/|\s)false$")]
    private static partial Regex False();

    [GeneratedRegex(@"(?:^|/|\s)true$")]
    private static partial Regex True();
}
