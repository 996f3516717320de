using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Kubelet;

/// <summary>Takes one pod through its life: volumes, images, init containers, containers, probes, restarts, end.</summary>
internal sealed class PodWorker : IAsyncDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pollFloor = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_start = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_maximumBackoff = TimeSpan.FromMinutes(5);

    private readonly ClusterRuntime _cluster;
    private readonly ImageRegistry _images;
    private readonly PodStatusWriter _status;
    private readonly PodVolumes _volumes;
    private readonly RunningPod _running;
    private readonly JsonObject _pod;
    private readonly List<ContainerState> _init;
    private readonly List<ContainerState> _containers;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _background = [];
    private Task _life = Task.CompletedTask;

    public PodWorker(JsonObject pod, string ip, string hostIp, ClusterRuntime cluster, ImageRegistry images)
    {
        _pod = pod;
        _cluster = cluster;
        _images = images;
        _init = [.. (pod.At("spec.initContainers") as JsonArray).Objects().Select(container => new ContainerState(container, isInit: true))];
        _containers = [.. (pod.At("spec.containers") as JsonArray).Objects().Select(container => new ContainerState(container, isInit: false))];
        _running = new RunningPod(pod) { Ip = ip, HostIp = hostIp };
        _status = new PodStatusWriter(_running, _init, _containers, cluster.Context);
        _volumes = new PodVolumes(pod, cluster.Context);
    }

    public string Ip => _running.Ip;

    private IClusterApi Api => _cluster.Context.Api;

    private EmulatorClock Clock => _cluster.Context.Clock;

    private bool Restarts => (_pod.At("spec.restartPolicy").AsText() ?? "Always") == "Always";

    public void Start() => _life = Task.Run(() => LiveAsync(_stop.Token));

    /// <summary>Ends the containers; the pod's object is deleted by the caller.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_background).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _cluster.Pods.Remove(_running);
        _status.Dispose();
        _stop.Dispose();
    }

    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        await _status.WriteAsync("Pending", cancellationToken).ConfigureAwait(false);
        await _volumes.WaitAsync(cancellationToken).ConfigureAwait(false);
        _cluster.Pods.Add(_running);
        foreach (var container in _init)
        {
            if (!await RunInitAsync(container, cancellationToken).ConfigureAwait(false))
            {
                await _status.WriteAsync("Failed", cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        _status.Initialized = true;
        await Task.WhenAll(_containers.Select(container => PrepareAsync(container, cancellationToken))).ConfigureAwait(false);
        await Clock.DelayAsync(s_start, cancellationToken).ConfigureAwait(false);

        // All of them go on by themselves; what they do is written when it happens.
        var runs = _containers.Select(container => SuperviseAsync(container, cancellationToken)).ToList();
        await Task.WhenAll(runs).ConfigureAwait(false);
        var phase = _containers.TrueForAll(container => container.ExitCode == 0) ? "Succeeded" : "Failed";
        await _status.WriteAsync(phase, cancellationToken).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    private async Task<bool> RunInitAsync(ContainerState container, CancellationToken cancellationToken)
    {
        await PrepareAsync(container, cancellationToken).ConfigureAwait(false);
        if (container.IsSidecar)
        {
            lock (_background)
            {
                _background.Add(SuperviseAsync(container, cancellationToken));
            }

            while (!container.Started)
            {
                await PauseAsync(cancellationToken).ConfigureAwait(false);
            }

            return true;
        }

        for (var attempt = 1; ; attempt++)
        {
            var exitCode = await RunOnceAsync(container, "Pending", cancellationToken).ConfigureAwait(false);
            if (exitCode == 0)
            {
                await _status.WriteAsync("Pending", cancellationToken).ConfigureAwait(false);
                return true;
            }

            if (_pod.At("spec.restartPolicy").AsText() == "Never")
            {
                return false;
            }

            await BackOffAsync(container, attempt, "Pending", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Pulls the image and finds the environment of a container, again and again until both are there.</summary>
    private async Task PrepareAsync(ContainerState container, CancellationToken cancellationToken)
    {
        container.SetWaiting("ContainerCreating");
        for (var attempt = 1; ImageRegistry.PullError(container.Image) is { } error; attempt++)
        {
            await EventAsync("Normal", "Pulling", $"Pulling image \"{container.Image}\"", cancellationToken).ConfigureAwait(false);
            await EventAsync("Warning", "Failed", $"Failed to pull image \"{container.Image}\": {error}", cancellationToken).ConfigureAwait(false);
            container.SetWaiting("ErrImagePull", error);
            await _status.WriteAsync("Pending", cancellationToken).ConfigureAwait(false);
            await EventAsync("Warning", "Failed", "Error: ErrImagePull", cancellationToken).ConfigureAwait(false);
            await PauseAsync(cancellationToken).ConfigureAwait(false);
            container.SetWaiting("ImagePullBackOff", $"Back-off pulling image \"{container.Image}\": ErrImagePull: {error}");
            await _status.WriteAsync("Pending", cancellationToken).ConfigureAwait(false);
            await EventAsync("Normal", "BackOff", $"Back-off pulling image \"{container.Image}\"", cancellationToken).ConfigureAwait(false);
            await Task.Delay(Backoff(attempt), Clock.Time, cancellationToken).ConfigureAwait(false);
        }

        await PullAsync(container, cancellationToken).ConfigureAwait(false);
        while (_volumes.MissingEnvironment(container.Spec) is { } missing)
        {
            container.SetWaiting("CreateContainerConfigError", missing);
            await _status.WriteAsync("Pending", cancellationToken).ConfigureAwait(false);
            await EventAsync("Warning", "Failed", $"Error: {missing}", cancellationToken).ConfigureAwait(false);
            await PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PullAsync(ContainerState container, CancellationToken cancellationToken)
    {
        if (_images.IsPresent(_running.NodeName, container.Image))
        {
            await EventAsync("Normal", "Pulled", $"Container image \"{container.Image}\" already present on machine", cancellationToken).ConfigureAwait(false);
            return;
        }

        await EventAsync("Normal", "Pulling", $"Pulling image \"{container.Image}\"", cancellationToken).ConfigureAwait(false);
        await Clock.DelayAsync(ImageRegistry.PullTime(container.Image), cancellationToken).ConfigureAwait(false);
        _images.MarkPresent(_running.NodeName, container.Image);
        await EventAsync("Normal", "Pulled", $"Successfully pulled image \"{container.Image}\"", cancellationToken).ConfigureAwait(false);
    }

    private async Task SuperviseAsync(ContainerState container, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var exitCode = await RunOnceAsync(container, "Running", cancellationToken).ConfigureAwait(false);
            if (!Restarts && !container.IsSidecar && (exitCode == 0 || _pod.At("spec.restartPolicy").AsText() == "Never"))
            {
                return;
            }

            await BackOffAsync(container, attempt, "Running", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<int> RunOnceAsync(ContainerState container, string phase, CancellationToken cancellationToken)
    {
        var log = _cluster.Pods.LogOf(_running.Namespace, _running.Name, container.Name);
        var context = new ContainerContext { Cluster = _cluster, Pod = _running, Spec = container.Spec, Log = log };
        var behavior = _cluster.Behaviors.Create(context, endsByItself: !Restarts || (container.IsInit && !container.IsSidecar));
        var running = new RunningContainer(container.Name, container.Image, behavior, log);
        container.SetRunning(Clock.UtcNow);
        await EventAsync("Normal", "Created", $"Created container: {container.Name}", cancellationToken).ConfigureAwait(false);
        await EventAsync("Normal", "Started", $"Started container {container.Name}", cancellationToken).ConfigureAwait(false);
        using var run = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isTask = container.IsInit && !container.IsSidecar;
        if (!isTask)
        {
            _running.Add(running);
        }

        await _status.WriteAsync(phase, cancellationToken).ConfigureAwait(false);
        var program = behavior.RunAsync(run.Token);
        var probing = isTask ? Task.CompletedTask : ProbeAsync(container, behavior, phase, run.Token);
        int exitCode;
        string? failure = null;
        try
        {
            exitCode = await program.ConfigureAwait(false);
        }
        catch (Exception ex) when (!cancellationToken.IsCancellationRequested)
        {
            log.Write(ex.ToString());
            failure = ex.Message;
            exitCode = 2;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await run.CancelAsync().ConfigureAwait(false);
        await probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _running.Remove(running);
        container.SetTerminated(exitCode, Clock.UtcNow, failure);
        return exitCode;
    }

    private async Task ProbeAsync(ContainerState container, ContainerBehavior behavior, string phase, CancellationToken cancellationToken)
    {
        await Clock.DelayAsync(behavior.StartupTime, cancellationToken).ConfigureAwait(false);
        var probe = new ReadinessProbe(container.Spec, behavior, _running);
        await Clock.DelayAsync(probe.InitialDelay, cancellationToken).ConfigureAwait(false);
        string? reported = null;
        while (await probe.CheckAsync(cancellationToken).ConfigureAwait(false) is { } failure)
        {
            if (failure != reported)
            {
                reported = failure;
                await EventAsync("Warning", "Unhealthy", $"Readiness probe failed: {failure}", cancellationToken).ConfigureAwait(false);
            }

            await PauseAsync(cancellationToken).ConfigureAwait(false);
        }

        container.Ready = true;
        await _status.WriteAsync(phase, cancellationToken).ConfigureAwait(false);
    }

    private async Task BackOffAsync(ContainerState container, int attempt, string phase, CancellationToken cancellationToken)
    {
        await _status.WriteAsync(phase, cancellationToken).ConfigureAwait(false);
        container.CountRestart();
        var delay = Backoff(attempt);
        container.SetWaiting(
            "CrashLoopBackOff",
            $"back-off {(int)Math.Min(10 * Math.Pow(2, attempt - 1), 300)}s restarting failed container={container.Name} pod={_running.Name}_{_running.Namespace}({_running.Uid})");
        await _status.WriteAsync(phase, cancellationToken).ConfigureAwait(false);
        await EventAsync(
            "Warning", "BackOff", $"Back-off restarting failed container {container.Name} in pod {_running.Name}_{_running.Namespace}({_running.Uid})", cancellationToken)
            .ConfigureAwait(false);
        await Task.Delay(delay, Clock.Time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The kubelet's back-off: 10 s, doubled to 5 min; never so short at small scales that a crash loop burns a core.</summary>
    private TimeSpan Backoff(int attempt)
    {
        var emulated = TimeSpan.FromSeconds(10 * Math.Pow(2, Math.Min(attempt - 1, 8)));
        return Clock.Interval(emulated < s_maximumBackoff ? emulated : s_maximumBackoff, TimeSpan.FromMilliseconds(100 * Math.Min(attempt, 10)));
    }

    private Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(Clock.Interval(s_poll, s_pollFloor), Clock.Time, cancellationToken);

    private Task EventAsync(string type, string reason, string message, CancellationToken cancellationToken) =>
        Api.RecordEventAsync(_pod, type, reason, message, cancellationToken);
}
