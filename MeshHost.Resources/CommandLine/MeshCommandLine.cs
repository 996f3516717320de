using System.CommandLine;
using System.Globalization;
using MeshHost.Kubernetes;
using MeshHost.Resources.Rollout;

namespace MeshHost.Resources.CommandLine;

/// <summary>The commands that an AppHost understands, and what each of them does with the application.</summary>
internal sealed class MeshCommandLine
{
    private readonly Option<string> _output = new("--output", "-o") { Description = "text or json.", DefaultValueFactory = _ => "text", Recursive = true };
    private readonly Option<bool> _exit = new("--exit") { Description = "Return once everything is healthy and verified, or has failed, in place of staying up." };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask for confirmation." };
    private readonly Option<string> _format = new("--format", "-f") { Description = "text, mermaid or dot.", DefaultValueFactory = _ => "text" };
    private readonly Argument<string> _node = new("node") { Description = "The node's name, as graph shows it." };
    private readonly Argument<string?> _optionalNode = new("node") { Description = "The node's name; all nodes unless given.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Func<RolloutOperation, Task<RunningApplication>> _start;
    private readonly CommandConsole _console;
    private readonly TextWriter _out;
    private readonly TextWriter _error;

    /// <param name="start">Starts the application for an operation.</param>
    /// <param name="console">Where results and errors go.</param>
    /// <param name="settings">The settings of the AppHost that every command takes.</param>
    public MeshCommandLine(Func<RolloutOperation, Task<RunningApplication>> start, CommandConsole console, IEnumerable<CommandSetting> settings)
    {
        (_start, _console, _out, _error) = (start, console, console.Output, console.Error);
        _output.AcceptOnlyFromAmong("text", "json");
        _format.AcceptOnlyFromAmong("text", "mermaid", "dot");
        Root = CreateRoot();
        foreach (var setting in settings)
        {
            Root.Options.Add(new Option<string>($"--{setting.Name}") { Description = setting.Description, Recursive = true });
        }

        foreach (var name in HostArguments.Names)
        {
            Root.Options.Add(new Option<string>($"--{name}") { Hidden = true, Recursive = true });
        }
    }

    /// <summary>Gets the root command. Without a sub-command it rolls out.</summary>
    public RootCommand Root { get; }

    /// <summary>Whether a command ends by itself.</summary>
    public bool Exits(ParseResult parsed) =>
        parsed.GetValue(_exit) || (parsed.CommandResult.Command != Root && parsed.CommandResult.Command.Name != "up");

    /// <summary>Whether a command shows what others write: lines of ours between theirs would only be in the way.</summary>
    public static bool IsQuiet(ParseResult parsed) => parsed.CommandResult.Command.Name is "logs" or "exec" or "port-forward";

    private RootCommand CreateRoot()
    {
        var root = new RootCommand(
            "Rolls out the graph of this AppHost, and looks after it.\n\n"
            + "Exit codes: 0 done, 1 failed, 2 there are changes to make (plan, diff), 3 wrong usage, 130 interrupted.\n\n"
            + "Parameters come from configuration: --Parameters:NAME=VALUE, the environment (Parameters__NAME), user secrets or appsettings.json.")
        {
            // What does not belong here is told in our own words, which name what may have been meant.
            TreatUnmatchedTokensAsErrors = false,
        };
        root.Options.Add(_output);
        root.Options.Add(_exit);
        root.SetAction((parsed, ct) => UpAsync(parsed, ct));
        Add(root, "up", "Rolls out every node and stays up, checking health, until Ctrl+C. The default.", UpAsync, _exit);
        Add(root, "plan", "Shows what up would change, without changing anything. Exit code 2 when there is something to do.", PlanAsync, _optionalNode);
        Add(root, "diff", "Shows what up would change in one node.", PlanAsync, _node);
        Add(root, "down", "Removes what up made, in reverse order, and lists what could not be removed.", DownAsync, _yes);
        Add(root, "verify", "Runs the verification of the applications against what is there.", VerifyAsync);
        Add(root, "status", "Asks every node whether it is as declared.", StatusAsync);
        Add(root, "graph", "Draws the nodes and who waits for whom.", GraphAsync, _format);
        Add(root, "render", "Shows the Kubernetes objects of a node as they would be applied.", RenderAsync, _node);
        root.Subcommands.Add(new LogsCommand(_start, IsJson, _out, _error).Create());
        root.Subcommands.Add(new ExecCommand(_start, IsJson, _console).Create());
        root.Subcommands.Add(new PortForwardCommand(_start, IsJson, _out, _error).Create());
        root.Subcommands.Add(new KubeconfigCommand(_start, IsJson, _out).Create());
        return root;
    }

    private static void Add(RootCommand root, string name, string description, Func<ParseResult, CancellationToken, Task<int>> run, params Symbol[] symbols)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Option option:
                    command.Options.Add(option);
                    break;
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
            }
        }

        command.SetAction(run);
        root.Subcommands.Add(command);
    }

    private async Task<int> UpAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var running = await _start(RolloutOperation.Up).ConfigureAwait(false);
        await using var _ = running.ConfigureAwait(false);
        if (!parsed.GetValue(_exit))
        {
            await running.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            var outcome = await running.StopAsync().ConfigureAwait(false);
            if (outcome is { Succeeded: false })
            {
                await _error.WriteLineAsync(outcome.Describe()).ConfigureAwait(false);
            }

            return ExitCodeOf(outcome);
        }

        RolloutResult result;
        try
        {
            result = await running.WaitForRolloutAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The nodes in progress say where they were interrupted.
            result = await running.StopAsync().ConfigureAwait(false) ?? throw new OperationCanceledException(cancellationToken);
        }

        if (IsJson(parsed))
        {
            await _out.WriteLineAsync(CommandJson.Write(result)).ConfigureAwait(false);
        }
        else
        {
            await (result.Succeeded ? _out : _error).WriteLineAsync(result.Describe()).ConfigureAwait(false);
        }

        return ExitCodeOf(result);
    }

    private static int ExitCodeOf(RolloutResult? result) => result switch
    {
        null => ExitCodes.Interrupted,
        { Succeeded: true } => ExitCodes.Success,
        _ => result.Nodes.Any(n => n.Status is NodeStatus.Interrupted) ? ExitCodes.Interrupted : ExitCodes.Failed,
    };

    private async Task<int> PlanAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var running = await _start(RolloutOperation.Manual).ConfigureAwait(false);
        await using var _ = running.ConfigureAwait(false);
        var plans = parsed.GetResult(_node) is not null || parsed.GetResult(_optionalNode) is { Tokens.Count: > 0 }
            ? [await running.PlanAsync(NodeName(parsed), cancellationToken).ConfigureAwait(false)]
            : await running.PlanAsync(cancellationToken).ConfigureAwait(false);
        await _out.WriteLineAsync(IsJson(parsed) ? CommandJson.Write(plans) : PlanText.Format(plans)).ConfigureAwait(false);
        return plans.Any(p => p.Plan.HasChanges) ? ExitCodes.ChangesToMake : ExitCodes.Success;
    }

    private async Task<int> DownAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(_yes) && !await ConfirmAsync().ConfigureAwait(false))
        {
            return ExitCodes.Failed;
        }

        var running = await _start(RolloutOperation.Manual).ConfigureAwait(false);
        await using var _ = running.ConfigureAwait(false);
        var result = await running.TearDownAsync(cancellationToken).ConfigureAwait(false);
        await _out.WriteLineAsync(IsJson(parsed) ? CommandJson.Write(result) : result.Describe()).ConfigureAwait(false);
        return result.Succeeded ? ExitCodes.Success : ExitCodes.Failed;
    }

    private async Task<int> VerifyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var running = await _start(RolloutOperation.Manual).ConfigureAwait(false);
        await using var _ = running.ConfigureAwait(false);
        var outcomes = await running.VerifyAsync(cancellationToken).ConfigureAwait(false);
        return await ReportAsync(parsed, outcomes).ConfigureAwait(false);
    }

    private async Task<int> StatusAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var running = await _start(RolloutOperation.Manual).ConfigureAwait(false);
        await using var _ = running.ConfigureAwait(false);
        var outcomes = await running.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
        return await ReportAsync(parsed, outcomes).ConfigureAwait(false);
    }

    private async Task<int> GraphAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var running = await _start(RolloutOperation.Manual).ConfigureAwait(false);
        await using var _ = running.ConfigureAwait(false);
        var graph = running.Graph;
        await _out.WriteLineAsync(IsJson(parsed) ? CommandJson.Write(graph) : GraphText.Format(graph, parsed.GetValue(_format)!)).ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private async Task<int> RenderAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var running = await _start(RolloutOperation.Manual).ConfigureAwait(false);
        await using var _ = running.ConfigureAwait(false);
        var yaml = await running.RenderAsync(NodeName(parsed), cancellationToken).ConfigureAwait(false);
        await _out.WriteLineAsync(IsJson(parsed) ? CommandJson.Write(KubernetesObject.ParseYaml(yaml)) : yaml).ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private async Task<int> ReportAsync(ParseResult parsed, IReadOnlyList<NodeOutcome> outcomes)
    {
        if (IsJson(parsed))
        {
            await _out.WriteLineAsync(CommandJson.Write(outcomes)).ConfigureAwait(false);
        }
        else
        {
            foreach (var outcome in outcomes)
            {
                await _out.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{outcome.Status,-12} {outcome.Name,-40} {outcome.Cause}")).ConfigureAwait(false);
            }
        }

        return outcomes.All(o => o.Status is NodeStatus.Healthy) ? ExitCodes.Success : ExitCodes.Failed;
    }

    private async Task<bool> ConfirmAsync()
    {
        if (Console.IsInputRedirected)
        {
            await _error.WriteLineAsync("down removes everything that up made. Nobody can be asked here: pass --yes to confirm.").ConfigureAwait(false);
            return false;
        }

        await _out.WriteAsync("Remove everything that up made? Type yes to confirm: ").ConfigureAwait(false);
        return string.Equals(Console.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    }

    private bool IsJson(ParseResult parsed) => parsed.GetValue(_output) == "json";

    private string NodeName(ParseResult parsed) =>
        (parsed.GetResult(_node) is not null ? parsed.GetValue(_node) : parsed.GetValue(_optionalNode))!;
}
