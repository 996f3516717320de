using System.CommandLine;
using System.Globalization;
using Aspire.Hosting;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Planning;
using MeshHost.Lifecycle.Removal;
using MeshHost.Lifecycle.Running;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>The commands that an AppHost understands, and what each of them does with the application.</summary>
internal sealed class MeshCommandLine
{
    private readonly Option<string> _output = new("--output", "-o") { Description = "text or json.", DefaultValueFactory = _ => "text", Recursive = true };
    private readonly Option<bool> _exit = new("--exit") { Description = "Return once everything is healthy and verified, or has failed, in place of staying up." };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask for confirmation." };
    private readonly Option<string> _format = new("--format", "-f") { Description = "text, mermaid or dot.", DefaultValueFactory = _ => "text" };
    private readonly Argument<string> _node = new("node") { Description = "The node's name, as graph shows it." };
    private readonly Argument<string?> _optionalNode = new("node") { Description = "The node's name; all nodes unless given.", Arity = ArgumentArity.ZeroOrOne };
    private readonly IDistributedApplicationBuilder _builder;
    private readonly TextWriter _out;
    private readonly TextWriter _error;

    /// <param name="builder">The application builder with the whole graph.</param>
    /// <param name="console">Where results and errors go.</param>
    public MeshCommandLine(IDistributedApplicationBuilder builder, CommandConsole console)
    {
        (_builder, _out, _error) = (builder, console.Output, console.Error);
        _output.AcceptOnlyFromAmong("text", "json");
        _format.AcceptOnlyFromAmong("text", "mermaid", "dot");
        Root = CreateRoot();
        var environment = new CommandEnvironment(OpenAsync, console, IsJson);
        foreach (var registration in Registered<CommandRegistration>())
        {
            Root.Subcommands.Add(registration.Create(environment));
        }

        foreach (var setting in Registered<CommandSetting>())
        {
            Root.Options.Add(new Option<string>($"--{setting.Name}") { Description = setting.Description, Recursive = true });
        }

        foreach (var name in builder.ExecutionContext.IsPublishMode ? HostArguments.Names.Concat(HostArguments.PipelineNames) : HostArguments.Names)
        {
            Root.Options.Add(new Option<string>($"--{name}") { Hidden = true, Recursive = true });
        }
    }

    /// <summary>Gets the root command. Without a sub-command it rolls out.</summary>
    public RootCommand Root { get; }

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

    private IEnumerable<T> Registered<T>() => _builder.Services.Where(s => s.ServiceType == typeof(T)).Select(s => (T)s.ImplementationInstance!);

    private Task<CommandSession> OpenAsync(CancellationToken cancellationToken) => CommandSession.OpenAsync(_builder, cancellationToken);

    private async Task<int> UpAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var exits = parsed.GetValue(_exit);
        _builder.Services.Configure<Reporting.RolloutReporterOptions>(options => (options.Output, options.ShowsResult, options.ShowsInterruption) = (_error, !exits, false));
        var session = await CommandSession.StartAsync(_builder, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);

        // The host is asked to stop by a signal, from the dashboard or by the aspire CLI. The nodes in progress say where they were interrupted.
        var stop = session.WaitForStopAsync();
        await (exits ? Task.WhenAny(session.Tracker.Completion, stop) : stop).ConfigureAwait(false);
        var result = exits && session.Tracker.Completion.IsCompleted ? session.Tracker.Snapshot() : await session.EndRolloutAsync().ConfigureAwait(false);
        var code = ExitCodeOf(result);
        if (session.Services.GetService<Interruption>() is { } interruption)
        {
            interruption.ExitCode = code;
        }

        if (exits && IsJson(parsed))
        {
            await _out.WriteLineAsync(CommandJson.Write(result)).ConfigureAwait(false);
        }
        else if (exits || result.IsInterrupted)
        {
            await (result.Succeeded ? _out : _error).WriteLineAsync(result.Describe()).ConfigureAwait(false);
        }

        return code;
    }

    private static int ExitCodeOf(RolloutResult result) => result switch
    {
        { Succeeded: true } => ExitCodes.Success,
        { IsInterrupted: true } => ExitCodes.Interrupted,
        _ => ExitCodes.Failed,
    };

    private async Task<int> PlanAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var one = parsed.GetResult(_node) is not null || parsed.GetResult(_optionalNode) is { Tokens.Count: > 0 };
        IReadOnlyList<LifecycleNode> nodes = one ? [session.Find(NodeName(parsed))] : session.Graph.Nodes;
        var plans = await session.Services.GetRequiredService<Planner>().PlanAsync(nodes, cancellationToken).ConfigureAwait(false);
        await _out.WriteLineAsync(IsJson(parsed) ? CommandJson.Write(plans) : PlanText.Format(plans)).ConfigureAwait(false);
        return plans.Any(p => p.Problem is not null) ? ExitCodes.Failed : plans.Any(p => p.Plan.HasChanges) ? ExitCodes.ChangesToMake : ExitCodes.Success;
    }

    private async Task<int> DownAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(_yes) && !await ConfirmAsync().ConfigureAwait(false))
        {
            return ExitCodes.Failed;
        }

        var session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var result = await session.Services.GetRequiredService<NodeTearDown>().RunAsync(cancellationToken).ConfigureAwait(false);
        await _out.WriteLineAsync(IsJson(parsed) ? CommandJson.Write(result) : result.Describe()).ConfigureAwait(false);
        return result.Interrupted ? ExitCodes.Interrupted : result.Succeeded ? ExitCodes.Success : ExitCodes.Failed;
    }

    private async Task<int> VerifyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var proofs = session.Graph.Nodes.Where(n => n.Lifecycle.HasVerification);
        return await ReportAsync(parsed, await session.Runner.RunAsync(proofs, NodeIntent.Verify, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<int> StatusAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return await ReportAsync(parsed, await session.Runner.RunAsync(session.Graph.Nodes, NodeIntent.Check, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<int> GraphAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = CommandSession.Build(_builder);
        await using var _ = session.ConfigureAwait(false);
        await _out.WriteLineAsync(IsJson(parsed) ? CommandJson.Write(session.Graph) : GraphText.Format(session.Graph, parsed.GetValue(_format)!)).ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private async Task<int> RenderAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var result = await session.Runner.RunAsync(session.Find(NodeName(parsed)), NodeIntent.Render, cancellationToken).ConfigureAwait(false);
        if (result.Manifest is not { } manifest)
        {
            await _error.WriteLineAsync($"'{result.Outcome.Name}' cannot be rendered: {result.Outcome.Cause}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }

        await _out.WriteLineAsync(IsJson(parsed) ? CommandJson.Write(manifest.Objects) : manifest.Yaml).ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private async Task<int> ReportAsync(ParseResult parsed, IReadOnlyList<NodeResult> results)
    {
        IReadOnlyList<NodeOutcome> outcomes = [.. results.Select(r => r.Outcome)];
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
            await _error.WriteLineAsync("down removes everything that up made. There is no terminal to ask on: pass --yes to confirm.").ConfigureAwait(false);
            return false;
        }

        await _out.WriteAsync("Remove everything that up made? Type yes to confirm: ").ConfigureAwait(false);
        return string.Equals(Console.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    }

    private bool IsJson(ParseResult parsed) => parsed.GetValue(_output) == "json";

    private string NodeName(ParseResult parsed) =>
        (parsed.GetResult(_node) is not null ? parsed.GetValue(_node) : parsed.GetValue(_optionalNode))!;
}
