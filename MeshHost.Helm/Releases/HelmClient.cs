using System.Diagnostics;
using MeshHost.Helm.Releases;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm;

/// <summary>
/// Installs charts into a cluster and manages the releases, side by side with the helm command: records are the same Secrets, objects carry
/// the same labels and annotations.
/// </summary>
/// <remarks>Thread-safe. Two installers of the same release, in whatever process, take turns.</remarks>
/// <example>
/// <code>
/// var helm = new HelmClient(kubernetes);
/// var result = await helm.InstallOrUpgradeAsync(
///     new ReleaseRequest { Name = "istiod", Namespace = "istio-system", Chart = chart, CreateNamespace = true, Wait = true },
///     progress: null,
///     cancellationToken);
/// Console.WriteLine($"{result.Action}: {result.Release}");
/// </code>
/// </example>
public sealed class HelmClient
{
    private readonly KubernetesClient _client;
    private readonly HelmClientOptions _options;
    private readonly ReleaseStore _store;
    private readonly ChartRenderer _renderer = new();

    /// <summary>Creates a client.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="options">Options, or <see langword="null"/> for the defaults.</param>
    public HelmClient(KubernetesClient client, HelmClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _options = options ?? new HelmClientOptions();
        _store = new ReleaseStore(client, _options.TimeProvider);
    }

    /// <summary>
    /// Makes a release be as requested: installs it, upgrades it, or leaves it alone when chart, values and live objects are unchanged.
    /// A revision left pending by an installer that died is recovered first.
    /// </summary>
    /// <param name="request">What should be installed.</param>
    /// <param name="progress">Told of each step, or <see langword="null"/>. Called from several threads.</param>
    /// <param name="cancellationToken">Cancels the operation; the revision is then marked failed.</param>
    /// <returns>The release and what was done.</returns>
    /// <exception cref="ChartException">The chart or the values cannot be used.</exception>
    /// <exception cref="ReleaseException">A step failed, or another operation on the release does not end.</exception>
    /// <exception cref="KubernetesApiException">The cluster refused a request.</exception>
    public Task<ReleaseResult> InstallOrUpgradeAsync(ReleaseRequest request, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return TraceAsync("install release", request.Name, request.Namespace, async activity =>
        {
            activity?.SetTag("helm.chart.name", request.Chart.Name);
            activity?.SetTag("helm.chart.version", request.Chart.Version);
            var result = await new ReleaseInstaller(_client, _options, _renderer).RunAsync(request, progress, cancellationToken).ConfigureAwait(false);
            activity?.SetTag("helm.release.revision", result.Release.Revision);
            activity?.SetTag("helm.release.action", result.Action.ToString());
            return result;
        });
    }

    /// <summary>Removes a release. Objects with the resource policy <c>keep</c>, the namespace and the definitions of <c>crds/</c> stay.</summary>
    /// <param name="name">Name of the release.</param>
    /// <param name="ns">Namespace of the release.</param>
    /// <param name="options">How, or <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Told of each step, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels the operation; calling again continues it.</param>
    /// <returns>What was deleted and kept. A release that does not exist is no error.</returns>
    /// <exception cref="ReleaseException">A hook failed, or an object was not gone in time.</exception>
    public Task<UninstallResult> UninstallAsync(
        string name, string ns, UninstallOptions? options, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
        => TraceAsync("uninstall release", name, ns, _ =>
            new ReleaseUninstaller(_client, _options).RunAsync(name, ns, options ?? new UninstallOptions(), progress, cancellationToken));

    /// <summary>Applies the contents of an earlier revision again, as a new revision.</summary>
    /// <param name="name">Name of the release.</param>
    /// <param name="ns">Namespace of the release.</param>
    /// <param name="options">To which revision and how, or <see langword="null"/> for the one before the current.</param>
    /// <param name="progress">Told of each step, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The new revision.</returns>
    /// <exception cref="ReleaseException">There is no such release or revision, or a step failed.</exception>
    public Task<ReleaseResult> RollbackAsync(
        string name, string ns, RollbackOptions? options, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
        => TraceAsync("roll back release", name, ns, _ =>
            new ReleaseRollback(_client, _options).RunAsync(name, ns, options ?? new RollbackOptions(), progress, cancellationToken));

    /// <summary>Finds out what <see cref="InstallOrUpgradeAsync"/> would do to the release and the cluster's objects, changing nothing.</summary>
    /// <param name="request">What should be installed.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>Whether there would be a new revision and why, and every object with the fields that would change. Contents of Secrets are hidden.</returns>
    /// <exception cref="ChartException">The chart or the values cannot be used.</exception>
    /// <exception cref="KubernetesApiException">The cluster refused a request.</exception>
    public Task<ReleasePreview> PreviewAsync(ReleaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return TraceAsync("preview release", request.Name, request.Namespace, async _ =>
        {
            var history = await _store.HistoryAsync(request.Name, request.Namespace, cancellationToken).ConfigureAwait(false);
            return await new ReleaseComparer(_client, _options, _renderer).PreviewAsync(request, history, cancellationToken).ConfigureAwait(false);
        });
    }

    /// <summary>Finds out what <see cref="InstallOrUpgradeAsync"/> would do to the cluster's objects, changing nothing.</summary>
    /// <param name="request">What should be installed.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>Every object of the release with the fields that would change, and the objects that would be removed. Contents of Secrets are hidden.</returns>
    /// <exception cref="ChartException">The chart or the values cannot be used.</exception>
    /// <exception cref="KubernetesApiException">The cluster refused a request.</exception>
    public async Task<IReadOnlyList<ObjectDiff>> DiffAsync(ReleaseRequest request, CancellationToken cancellationToken)
        => (await PreviewAsync(request, cancellationToken).ConfigureAwait(false)).Objects;

    /// <summary>Renders the objects that a release should have, as an upgrade and as an installation make them.</summary>
    /// <param name="request">What should be installed.</param>
    /// <param name="revision">The revision that templates see.</param>
    /// <param name="cancellationToken">Cancels the rendering.</param>
    /// <returns>The objects.</returns>
    /// <exception cref="ChartException">The chart or the values cannot be used.</exception>
    public async Task<DeclaredObjects> GetDeclaredObjectsAsync(ReleaseRequest request, int revision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var planner = new ReleasePlanner(_client, _renderer);
        var upgraded = await planner.PlanAsync(request, revision, isUpgrade: true, cancellationToken).ConfigureAwait(false);
        var installed = await planner.PlanAsync(request, revision, isUpgrade: false, cancellationToken).ConfigureAwait(false);
        return new DeclaredObjects(upgraded.Objects, installed.Objects);
    }

    /// <summary>Compares a release's objects with those in the cluster, reading each kind once.</summary>
    /// <param name="request">The release.</param>
    /// <param name="declared">The objects that it should have, by <see cref="GetDeclaredObjectsAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>How far the objects are, and in what they differ from what an upgrade and an installation would make.</returns>
    public async Task<SetState> InspectAsync(ReleaseRequest request, DeclaredObjects declared, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(declared);
        var set = ReleaseSet.Options(_options, request.Name, request.Namespace, request.TakeOwnership, request.ForceConflicts, request.Timeout, earlier: []);
        var applier = new ObjectSetApplier(_client);
        var state = await applier.InspectAsync(declared.AsUpgraded, set, cancellationToken).ConfigureAwait(false);
        return state.Diffs.All(static d => d.Outcome is ApplyOutcome.Unchanged)
            ? state
            : state.Intersect(await applier.InspectAsync(declared.AsInstalled, set, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Runs the test hooks of a release.</summary>
    /// <param name="name">Name of the release.</param>
    /// <param name="ns">Namespace of the release.</param>
    /// <param name="timeout">Longest time for each test.</param>
    /// <param name="progress">Told of each step, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels the tests.</param>
    /// <returns>How many tests ran; all of them succeeded.</returns>
    /// <exception cref="ReleaseException">There is no such release, or a test failed.</exception>
    public Task<int> TestAsync(string name, string ns, TimeSpan timeout, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
        => TraceAsync("test release", name, ns, async _ =>
        {
            var history = await _store.HistoryAsync(name, ns, cancellationToken).ConfigureAwait(false);
            var current = history.LastOrDefault(static r => r.Status == ReleaseStatus.Deployed)
                ?? throw new ReleaseException($"there is no deployed release {ns}/{name} to test");
            var hooks = HookJson.ReadAll(current.Record.Hooks);
            await new HookRunner(_client, _store, _options).RunAsync(HookEvents.Test, hooks, current, timeout, progress, cancellationToken).ConfigureAwait(false);
            return hooks.Count(static h => h.Events.HasFlag(HookEvents.Test));
        });

    /// <summary>Lists releases: the newest revision of each, by namespace and name.</summary>
    /// <param name="ns">The namespace, or <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The releases, whatever their status.</returns>
    public async Task<IReadOnlyList<Release>> ListAsync(string? ns, CancellationToken cancellationToken)
    {
        var all = await _store.AllAsync(ns, cancellationToken).ConfigureAwait(false);
        return
        [
            .. all.GroupBy(static r => (r.Secret.Namespace, r.Name))
                .Select(static g => g.MaxBy(static r => r.Revision)!)
                .Select(static r => r.Record.ToRelease())
                .OrderBy(static r => r.Namespace, StringComparer.Ordinal)
                .ThenBy(static r => r.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Lists the revisions of a release, oldest first.</summary>
    /// <param name="name">Name of the release.</param>
    /// <param name="ns">Namespace of the release.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The revisions; none when there is no such release.</returns>
    public async Task<IReadOnlyList<Release>> HistoryAsync(string name, string ns, CancellationToken cancellationToken)
        => [.. (await _store.HistoryAsync(name, ns, cancellationToken).ConfigureAwait(false)).Select(static r => r.Record.ToRelease())];

    /// <summary>Reads the newest revision of a release.</summary>
    /// <param name="name">Name of the release.</param>
    /// <param name="ns">Namespace of the release.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The revision, or <see langword="null"/> when there is no such release.</returns>
    public async Task<Release?> GetAsync(string name, string ns, CancellationToken cancellationToken)
        => (await _store.HistoryAsync(name, ns, cancellationToken).ConfigureAwait(false)).LastOrDefault()?.Record.ToRelease();

    private static async Task<T> TraceAsync<T>(string operation, string name, string ns, Func<Activity?, Task<T>> run)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        using var activity = HelmTelemetry.Source.StartActivity(operation);
        activity?.SetTag("helm.release.name", name);
        activity?.SetTag("k8s.namespace.name", ns);
        try
        {
            return await run(activity).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }
}
