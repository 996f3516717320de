using System.CommandLine;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.CommandLine;

namespace MeshHost.Resources.CommandLine;

/// <summary>The command that runs a program in a container behind a node.</summary>
internal sealed class ExecCommand(CommandEnvironment environment)
{
    private readonly Argument<string> _node = new("node") { Description = "The node's name, as graph shows it." };
    private readonly Argument<string[]> _program = new("command")
    {
        Description = "The program and its arguments, behind --. No shell reads them: for one, run sh -c '...'.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _pod = new("--pod") { Description = "The pod; needed when the node has several workloads. Otherwise a ready pod of its workload is taken." };
    private readonly Option<string?> _container = new("--container", "-c") { Description = "The container, in place of the pod's main one." };
    private readonly Option<bool> _stdin = new("--stdin", "-i") { Description = "Hand standard input on to the program." };

    public Command Create()
    {
        var command = new Command(
            "exec",
            "Runs a program in a container behind a node, and returns its exit code; 1 also when it could not be run, 130 when interrupted. There is no terminal (TTY) for it.")
        {
            _node, _program, _pod, _container, _stdin,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var console = environment.Console;
        var session = await environment.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var pods = await NodePods.FindAsync(session, parsed.GetValue(_node)!, cancellationToken).ConfigureAwait(false);
        var pod = pods.ChooseRunning(parsed.GetValue(_pod));
        var container = ChooseContainer(pod, parsed.GetValue(_container));
        await console.Error.WriteLineAsync($"Pod {pod.Name}, container {container}").ConfigureAwait(false);

        var program = parsed.GetValue(_program)!;
        var input = parsed.GetValue(_stdin) ? console.OpenInput() : null;
        if (!environment.IsJson(parsed))
        {
            var streams = new ExecStreams(input, console.OpenOutput(), console.OpenError());
            return await pod.Client.ExecStreamingAsync(pod.Pod.Name, pod.Pod.Namespace!, container, program, streams, cancellationToken).ConfigureAwait(false);
        }

        var result = await pod.Client.ExecAsync(pod.Pod.Name, pod.Pod.Namespace!, container, program, input, cancellationToken).ConfigureAwait(false);
        await console.Output.WriteLineAsync(CommandJson.Serialize(
            new { pod.Pod.Namespace, Pod = pod.Pod.Name, container, result.ExitCode, result.StandardOutput, result.StandardError })).ConfigureAwait(false);
        return result.ExitCode;
    }

    private static string ChooseContainer(NodePod pod, string? wanted)
    {
        var containers = PodFinder.AllContainers(pod.Pod).ToList();
        var chosen = wanted ?? PodFinder.MainContainer(pod.Pod) ?? containers[0];
        if (!containers.Contains(chosen))
        {
            throw new LifecycleException($"Pod {pod.Name} has no container '{chosen}'. It has {string.Join(", ", containers)}.");
        }

        return PodFinder.WhyNotRunning(pod.Pod, chosen) is { } why
            ? throw new LifecycleException($"The container '{chosen}' of Pod {pod.Name} does not run: {why}.")
            : chosen;
    }
}
