using System.CommandLine;
using MeshHost.Resources.Lifecycle;
using MeshHost.Resources.Rollout;

namespace MeshHost.Resources.CommandLine;

/// <summary>The command that shows what the workloads behind a node write.</summary>
internal sealed class LogsCommand(Func<RolloutOperation, Task<RunningApplication>> start, Func<ParseResult, bool> isJson, TextWriter output, TextWriter error)
{
    private const int DefaultTail = 100;

    private readonly Argument<string> _node = new("node") { Description = "The node's name, as graph shows it, or that of a whole part such as 'bookinfo'." };
    private readonly Option<bool> _follow = new("--follow") { Description = "Go on as new lines come, until Ctrl+C or the end of the containers." };
    private readonly Option<int> _tail = new("--tail")
    {
        Description = "How many of the last lines to show of each container; -1 for all.",
        DefaultValueFactory = _ => DefaultTail,
    };

    private readonly Option<string?> _container = new("--container") { Description = "The container to read, in place of each pod's main one." };
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
        var running = await start(RolloutOperation.Manual).ConfigureAwait(false);
        await using var _ = running.ConfigureAwait(false);
        var sources = await FindSourcesAsync(await running.FindWorkloadsAsync(name, cancellationToken).ConfigureAwait(false), name, request, cancellationToken)
            .ConfigureAwait(false);
        var read = await new LogPrinter(sources, request, isJson(parsed), output, error).RunAsync(cancellationToken).ConfigureAwait(false);
        return read > 0 ? ExitCodes.Success : ExitCodes.Failed;
    }

    private static async Task<IReadOnlyList<LogSource>> FindSourcesAsync(
        IReadOnlyList<ResourceWorkloads> resources, string name, LogRequest request, CancellationToken cancellationToken)
    {
        var sources = new List<LogSource>();
        var others = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            foreach (var pod in await PodFinder.FindAsync(resource, cancellationToken).ConfigureAwait(false))
            {
                sources.AddRange(PodFinder.Containers(pod, request).Select(c => new LogSource(resource.Client, pod.Namespace!, pod.Name, c)));
                others.UnionWith(PodFinder.AllContainers(pod));
            }
        }

        return sources switch
        {
            { Count: > 0 } => [.. sources.Distinct()],
            _ when resources.Count == 0 => throw new LifecycleException(
                $"There is nothing behind '{name}' that could run pods: it is not made of Kubernetes objects, or it is not rolled out. 'status' tells."),
            _ when others.Count > 0 => throw new LifecycleException(
                $"No pod behind '{name}' has a container '{request.Container}'. They have {string.Join(", ", others)}."),
            _ => throw new LifecycleException($"There are no pods behind '{name}'. 'status' tells whether that is as declared."),
        };
    }
}
