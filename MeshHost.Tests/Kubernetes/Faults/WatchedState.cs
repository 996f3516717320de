using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Faults;

/// <summary>What a watcher believes to exist, from the events that it was given and nothing else.</summary>
internal sealed class WatchedState
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);
    private bool _synced;
    private Dictionary<string, string>? _expected;
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task FollowAsync(KubernetesClient client, GroupVersionKind kind, string ns, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (WatchEvent change in client.WatchAsync(kind, ns, null, cancellationToken))
            {
                lock (_lock)
                {
                    Apply(change);
                    _synced |= change.Type == WatchEventType.Synced;
                    Check();
                }
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            lock (_lock)
            {
                _reached.TrySetException(exception);
            }

            throw;
        }
    }

    /// <summary>Completes when the watcher believes what is so.</summary>
    public async Task UntilAsync(Dictionary<string, string> expected)
    {
        Task reached;
        lock (_lock)
        {
            _expected = expected;
            if (!_reached.Task.IsFaulted)
            {
                _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            reached = _reached.Task;
            Check();
        }

        await reached.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    private void Apply(WatchEvent change)
    {
        switch (change.Type)
        {
            case WatchEventType.Added:
                Assert.True(_versions.TryAdd(change.Object!.Name, change.Object.ResourceVersion!), $"'{change.Object.Name}' was added twice");
                break;
            case WatchEventType.Modified:
                Assert.True(_versions.ContainsKey(change.Object!.Name), $"'{change.Object.Name}' was modified before it was added");
                _versions[change.Object.Name] = change.Object.ResourceVersion!;
                break;
            case WatchEventType.Deleted:
                Assert.True(_versions.Remove(change.Object!.Name), $"'{change.Object.Name}' was deleted without being there");
                break;
        }
    }

    private void Check()
    {
        if (_synced && _expected is { } expected && expected.Count == _versions.Count && expected.All(obj => _versions.GetValueOrDefault(obj.Key) == obj.Value))
        {
            _reached.TrySetResult();
        }
    }
}
