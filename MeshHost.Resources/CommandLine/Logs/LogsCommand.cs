using System.CommandLine;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.CommandLine;

namespace MeshHost.Resources.CommandLine;

/// <summary>The command that shows what the workloads behind a node write.</summary>
internal sealed class LogsCommand(CommandEnvironment environment)
{
    private const int DefaultTail = 100;

    private readonly Argument<string> _node = new("node") { Description = "The node's name, as graph shows it, or that of a whole part such as 'bookinfo'." };
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on as new lines come, until Ctrl+C or the end of the containers." };
    private readonly Option<int> _tail = new("--tail")
    {
        Description = "How many of the last lines to show of each container; -1 for all.",
        DefaultValueFactory = _ => DefaultTail,
    };

    private readonly Option<string?> _container = new("--container", "-c") { Description = "The container to read, in place of each pod's main one." };
    private readonly Option<bool> _all = new("--all-containers") { Description = "Read every container of each pod, sidecars included." };
    private readonly Option<bool> _previous = new("--previous") { Description = "Read what the container wrote before its last restart." };

    public Command Create()
    {
        var command = new Command("logs", "Shows the logs of the pods behind a node: those of its workloads now, whoever rolled them out. Exit code 1 when none could be read.")
        {
            _node, _follow, _tail, _container, _all, _previous,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var tail = parsed.GetValue(_tail);
        var request = new LogRequest
        {
            Follow = parsed.GetValue(_follow),
            Tail = tail < 0 ? null : tail,
            Container = parsed.GetValue(_container),
            AllContainers = parsed.GetValue(_all),
            Previous = parsed.GetValue(_previous),
        };
        var name = parsed.GetValue(_node)!;
        var session = await environment.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var sources = ChooseContainers(await NodePods.FindAsync(session, name, cancellationToken).ConfigureAwait(false), name, request);
        var read = await new LogPrinter(sources, request, environment.IsJson(parsed), environment.Console.Output, environment.Console.Error).RunAsync(cancellationToken).ConfigureAwait(false);
        return read > 0 ? ExitCodes.Success : ExitCodes.Failed;
    }

    private static IReadOnlyList<LogSource> ChooseContainers(NodePods pods, string name, LogRequest request)
    {
        LogSource[] sources =
        [
            .. pods.All.SelectMany(p => PodFinder.Containers(p.Pod, request).Select(c => new LogSource(p.Client, p.Pod.Namespace!, p.Pod.Name, c))),
        ];
        var others = pods.All.SelectMany(p => PodFinder.AllContainers(p.Pod)).Distinct().Order(StringComparer.Ordinal);
        return sources.Length > 0
            ? sources
            : throw new LifecycleException($"No pod behind '{name}' has a container '{request.Container}'. They have {string.Join(", ", others)}.");
    }
}
