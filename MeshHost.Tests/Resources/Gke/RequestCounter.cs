namespace MeshHost.Tests.Resources.Gke;

/// <summary>Counts the requests that a cloud gets, and tells when there have been so many: moments that depend on progress, not on the clock.</summary>
internal sealed class RequestCounter
{
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _count;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    public void Increment()
    {
        lock (_gate)
        {
            _count++;
            foreach (var (_, reached) in _waiting.Where(w => w.Count <= _count))
            {
                reached.TrySetResult();
            }

            _waiting.RemoveAll(w => w.Count <= _count);
        }
    }

    /// <summary>Completes once there have been so many requests more than now.</summary>
    public Task MoreAsync(int requests)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((_count + requests, reached));
            return reached.Task;
        }
    }
}
